import {
  BACK,
  contents,
  type DocumentRow,
  groupBy,
  type LineRow,
  linesToSend,
  SENT,
  sumOf,
} from '../records/records.ts';
import type { Entry } from '../load/history.ts';
import type { Check, Evidence, Violation } from './check.ts';

const PAID = ['captured', 'partially_refunded', 'refunded'];

const byLine = (documents: readonly { lines: LineRow[] }[]): Map<string, number> =>
  new Map(
    [
      ...groupBy(
        documents.flatMap(({ lines }) => lines),
        ({ lineId }) => lineId,
      ),
    ].map(([lineId, some]) => [lineId, sumOf(some, ({ quantity }) => quantity)]),
  );

/** The first line of which there is more than there may be. */
function excess(some: Map<string, number>, most: Map<string, number>): string | undefined {
  const found = [...some].find(([lineId, count]) => count > (most.get(lineId) ?? 0));
  return found && `${found[1]} of a line of which there are ${most.get(found[0]) ?? 0}`;
}

export const parcelsFitOrders: Check = {
  name: 'parcels.fit-orders',
  promise:
    'nothing leaves unpaid, twice, cancelled, or for a cancelled order; one delivered in full is completed',
  look: ({ records }) => {
    const parcels = groupBy(records.parcels, ({ orderId }) => orderId);
    const consumed = new Set(
      records.holds.filter(({ state }) => state === 'consumed').map(({ orderId }) => orderId),
    );
    const toSend = linesToSend(records);
    const violations: Violation[] = [];
    for (const { id, number, state, paymentState } of records.orders) {
      const lines = toSend.get(id) ?? [];
      const own = (parcels.get(id) ?? []).filter((one) => one.state !== 'cancelled');
      const sent = own.filter((one) => SENT.includes(one.state));
      const there = new Map(lines.map((line) => [line.id, line.quantity]));
      const tooMuch = excess(byLine(own), there);
      const isAll = (some: Map<string, number>): boolean =>
        lines.length > 0 && lines.every((line) => some.get(line.id) === line.quantity);
      const isOver = isAll(byLine(own.filter((one) => one.state === 'delivered')));
      const isGone = isAll(byLine(sent));
      const faults = [
        tooMuch && `its parcels hold ${tooMuch}`,
        sent.length > 0 && !PAID.includes(paymentState) && `a parcel left, the money is ${paymentState}`,
        own.length > 0 &&
          state !== 'confirmed' &&
          state !== 'completed' &&
          state !== 'review' &&
          'it has parcels',
        isGone !== consumed.has(id) && `everything has ${isGone ? '' : 'not '}left, the hold says otherwise`,
        isOver !== (state === 'completed') && `everything has ${isOver ? '' : 'not '}arrived`,
      ];
      for (const fault of faults)
        if (fault) violations.push({ what: `order ${number} is ${state}: ${fault}`, orderIds: [id] });
    }
    const sent = records.parcels.filter(({ state }) => SENT.includes(state)).length;
    const done = records.orders.filter(({ state }) => state === 'completed').length;
    return {
      numbers: `${records.parcels.length} parcels, ${sent} sent, ${done} orders completed`,
      violations,
    };
  },
};

export const returnsReachStock: Check = {
  name: 'returns.on-shelf',
  promise: 'a received return is in stock once; never more is returned than was shipped',
  look: ({ records }) => {
    const parcels = groupBy(records.parcels, ({ orderId }) => orderId);
    const returns = groupBy(records.returns, ({ orderId }) => orderId);
    const back = groupBy(
      records.movements.filter(({ reason }) => reason === 'return'),
      ({ reference }) => reference,
    );
    const violations: Violation[] = [];
    for (const [orderId, own] of returns) {
      const sent = (parcels.get(orderId) ?? []).filter(({ state }) => SENT.includes(state));
      const tooMuch = excess(byLine(own.filter(({ state }) => state !== 'rejected')), byLine(sent));
      if (tooMuch) violations.push({ what: `returned: ${tooMuch} shipped`, orderIds: [orderId] });
      for (const { id, state, lines } of own) {
        const wanted = BACK.includes(state) ? contents(lines) : '';
        const got = contents(back.get(id) ?? []);
        if (got !== wanted)
          violations.push({
            what: `return ${id} is ${state}: ${wanted || 'nothing'} should be back, ${got || 'nothing'} is`,
            orderIds: [orderId],
          });
      }
    }
    const received = records.returns.filter(({ state }) => BACK.includes(state));
    const pieces = sumOf(
      received.flatMap(({ lines }) => lines),
      ({ quantity }) => quantity,
    );
    const numbers = `${records.returns.length} returns, ${received.length} received, ${pieces} pieces back in stock`;
    return { numbers, violations };
  },
};

export const cancelledItemsAreBack: Check = {
  name: 'items.cancelled',
  promise: 'a cancelled item is in stock once, its money is refunded once, and it never leaves',
  look: ({ records }) => {
    const back = groupBy(
      records.movements.filter(({ reason }) => reason === 'return'),
      ({ reference }) => reference,
    );
    const refunds = new Map(records.refunds.map((one) => [one.id, one]));
    const orders = new Map(records.orders.map((order) => [order.id, order]));
    const parcels = groupBy(records.parcels, ({ orderId }) => orderId);
    const violations: Violation[] = [];
    for (const [orderId, own] of groupBy(records.cancellations, (one) => one.orderId)) {
      const add = (what: string): void => void violations.push({ what, orderIds: [orderId] });
      const order = orders.get(orderId);
      const sent = (parcels.get(orderId) ?? []).filter(({ state }) => SENT.includes(state));
      const there = new Map(order?.lines.map((line) => [line.id, line.quantity]));
      const tooMuch = excess(byLine([...own, ...sent]), there);
      if (tooMuch) add(`cancelled and shipped: ${tooMuch}`);
      for (const { id, lines, refundId } of own) {
        const [wanted, got] = [contents(lines), contents(back.get(id) ?? [])];
        // The whole order was cancelled before: its whole hold went back.
        if (got !== wanted && (got !== '' || order?.state !== 'cancelled'))
          add(`cancellation ${id}: ${wanted} should be back, ${got || 'nothing'} is`);
        const refund = refunds.get(refundId ?? '');
        if (refundId && refund?.state !== 'done' && refund?.state !== 'failed')
          add(`cancellation ${id}: its refund is ${refund?.state ?? 'not there'}`);
      }
    }
    const pieces = sumOf(
      records.cancellations.flatMap(({ lines }) => lines),
      ({ quantity }) => quantity,
    );
    return { numbers: `${records.cancellations.length} cancellations of ${pieces} pieces`, violations };
  },
};

/** States that a document may have after this one was reported. */
const LATER: Readonly<Record<string, readonly string[]>> = {
  packed: ['packed', 'shipped', 'delivered', 'cancelled'],
  shipped: SENT,
  delivered: ['delivered'],
  cancelled: ['cancelled'],
  approved: ['approved', ...BACK],
  received: BACK,
  closed: ['closed'],
  rejected: ['rejected'],
  executing: ['done', 'failed'],
};

export const reportedIsStored: Check = {
  name: 'after-sale.reported',
  promise:
    'one key makes one parcel, return, refund or cancellation; what was reported as packed, shipped, received or refunded is',
  look: (evidence) => {
    const { records, history } = evidence;
    const documents = new Map(
      [...records.parcels, ...records.returns, ...records.refunds].map((one) => [one.id, one]),
    );
    const reported = history.filter(
      ({ what, outcome }) => outcome === 'ok' && /^(parcel|return|refund)\.(move|decide)$/.test(what),
    );
    const untrue = reported.flatMap(({ documentId = '', into = '', orderId = '' }): Violation[] => {
      const state = documents.get(documentId)?.state ?? 'not there';
      if (LATER[into]?.includes(state)) return [];
      return [{ what: `${documentId} was reported as ${into} and is ${state}`, orderIds: [orderId] }];
    });
    const counts = [
      countedOnce(evidence, 'parcel', records.parcels),
      countedOnce(evidence, 'return', records.returns),
      // A cancellation makes its refund itself.
      countedOnce(
        evidence,
        'refund',
        records.refunds.filter(({ id }) => !records.cancellations.some(({ refundId }) => refundId === id)),
      ),
      countedOnce(evidence, 'cancellation', records.cancellations),
    ];
    const keys = sumOf(counts, (one) => one.keys);
    return {
      numbers: `${documents.size} documents, ${keys} keys, ${reported.length} moves reported`,
      violations: [...counts.flatMap((one) => one.violations), ...untrue],
    };
  },
};

/** As many documents as keys that succeeded, or may have. */
function countedOnce(
  { records, history, startedAt }: Evidence,
  what: string,
  documents: readonly Pick<DocumentRow, 'orderId'>[],
): { keys: number; violations: Violation[] } {
  const made = groupBy(documents, ({ orderId }) => orderId);
  const asked = groupBy(
    history.filter((entry) => entry.what === what),
    ({ orderId = '' }) => orderId,
  );
  let keys = 0;
  const violations = records.orders.flatMap(({ id, number, createdAt }): Violation[] => {
    if (createdAt < startedAt) return [];
    const tries = [...groupBy(asked.get(id) ?? [], ({ key = '' }) => key).values()];
    const isSure = (some: Entry[]): boolean => some.some(({ outcome }) => outcome === 'ok');
    const least = tries.filter(isSure).length;
    const most = tries.filter((some) => isSure(some) || some.some((one) => one.outcome === 'unknown')).length;
    const count = made.get(id)?.length ?? 0;
    keys += least;
    if (count >= least && count <= most) return [];
    return [
      { what: `order ${number}: ${count} of ${what}, under keys for ${least} to ${most}`, orderIds: [id] },
    ];
  });
  return { keys, violations };
}
