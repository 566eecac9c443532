import { BOUGHT, groupBy, SENT } from '../records/records.ts';
import type { Check, Violation } from './check.ts';

const CONFIRMED = 'shop.order.v1.OrderConfirmed';
const SHIPPED = 'shop.order.v1.OrderShipped';

/** Which orders have had which event, exactly once. */
const ANNOUNCED: readonly [type: string, states: readonly string[]][] = [
  [CONFIRMED, BOUGHT],
  ['shop.order.v1.OrderCancelled', ['cancelled']],
  ['shop.order.v1.OrderRejected', ['rejected', 'expired']],
  ['shop.order.v1.OrderCompleted', ['completed']],
];

export const eventsPublished: Check = {
  name: 'events.published',
  promise:
    'every event in an outbox is in its stream and was read; none is in a stream that was never written',
  look: ({ records }) => {
    const written = groupBy(records.outbox, ({ schema }) => schema);
    const violations: Violation[] = [];
    for (const { service, eventIds, waiting, dead } of records.streams) {
      const rows = written.get(service) ?? [];
      const known = new Set(rows.map(({ id }) => id));
      for (const { id, type, aggregateId, isPublished } of rows) {
        if (!isPublished)
          violations.push({ what: `${type} ${id} was not published`, orderIds: [aggregateId] });
        else if (!eventIds.has(id))
          violations.push({
            what: `${type} ${id} counts as published and is not in the stream`,
            orderIds: [aggregateId],
          });
      }
      for (const id of eventIds)
        if (!known.has(id))
          violations.push({ what: `event ${id} of ${service} was never written to the outbox` });
      for (const [group, count] of Object.entries(waiting))
        if (count > 0) violations.push({ what: `${count} events of ${service} were not read by ${group}` });
      if (dead > 0) violations.push({ what: `${dead} events were dead-lettered by ${service}` });
    }
    return { numbers: `${records.outbox.length} events, ${records.inbox.length} effects`, violations };
  },
};

export const effectsOnce: Check = {
  name: 'events.effect-once',
  promise: 'the outcome of an order is published once, and every purchase is in the inbox of its consumers',
  look: ({ records }) => {
    const announced = groupBy(records.outbox, ({ type, aggregateId }) => `${type} ${aggregateId}`);
    const heard = new Set(
      records.inbox.filter(({ schema }) => schema === 'cart').map(({ eventId }) => eventId),
    );
    const shipped = new Set(
      records.orders.flatMap(({ lines }) => lines.filter(({ isShipped }) => isShipped).map(({ id }) => id)),
    );
    // What is not shipped is handed over, which sends no mail.
    const sent = groupBy(
      records.parcels.filter(
        ({ state, lines }) => SENT.includes(state) && lines.some(({ lineId }) => shipped.has(lineId)),
      ),
      ({ orderId }) => orderId,
    );
    const violations: Violation[] = [];
    for (const { id, number, state } of records.orders) {
      for (const [type, states] of ANNOUNCED) {
        const count = announced.get(`${type} ${id}`)?.length ?? 0;
        if (count !== (states.includes(state) ? 1 : 0))
          violations.push({ what: `order ${number} (${state}): ${count} times ${type}`, orderIds: [id] });
      }
      const events = announced.get(`${SHIPPED} ${id}`)?.length ?? 0;
      const parcels = sent.get(id)?.length ?? 0;
      if (events !== parcels)
        violations.push({
          what: `order ${number}: ${parcels} parcels shipped, ${events} events`,
          orderIds: [id],
        });
      for (const event of announced.get(`${CONFIRMED} ${id}`) ?? [])
        if (!heard.has(event.id))
          violations.push({
            what: `event ${event.id} is not in the inbox of cart`,
            orderIds: [id],
          });
    }
    return {
      numbers: `${records.orders.length} orders, ${heard.size} purchases consumed by cart`,
      violations,
    };
  },
};
