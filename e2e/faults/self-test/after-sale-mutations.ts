import type { Mutation } from './mutation.ts';

const PAYMENT = 'apps/order/src/flows/purchase-payment.ts';

/** Rules of payers who must act, of places, and of what follows a purchase. */
export const afterSaleMutations: readonly Mutation[] = [
  {
    name: 'payer not waited for',
    rule: 'a payment that must be confirmed is bought only once its payer has confirmed it',
    edits: [
      {
        file: PAYMENT,
        find: '      return this.waitForPayer(state, { order, url: outcome.challengeUrl, signal });\n',
        replace: '      return signal && { ...state, reference: order.id };\n',
      },
    ],
    expects: ['payments.challenged'],
  },
  {
    name: 'locations in the wrong order',
    rule: 'locations are used in order of priority',
    edits: [
      {
        file: 'apps/product/src/io/hold-stock.sql.ts',
        find: 'WINDOW before AS (PARTITION BY variant_id ORDER BY priority, location_id',
        replace: 'WINDOW before AS (PARTITION BY variant_id ORDER BY priority DESC, location_id',
      },
    ],
    expects: ['stock.locations'],
  },
  {
    name: 'limit per customer forgotten',
    rule: 'what a customer has already counts against what one may have',
    edits: [
      {
        file: 'apps/product/src/io/hold-stock.sql.ts',
        find: 'counted WHERE already + asked > max_per_customer',
        replace: 'counted WHERE already * 0 + asked > max_per_customer',
      },
    ],
    expects: ['stock.limits'],
    seconds: 60,
  },
  {
    name: 'refunds above what was captured',
    rule: 'what was captured, and is not given back or promised to be, is the most that can be given back',
    edits: [
      {
        file: 'apps/order/src/domain/refund.ts',
        find: '  if (amount.amountMinor > most.amountMinor)\n',
        replace: '  if (amount.amountMinor > most.amountMinor + 1e9)\n',
      },
    ],
    expects: ['refunds.within-captured'],
    seconds: 30,
  },
  {
    name: 'the same lines returned twice',
    rule: 'a return is of lines that were shipped and are in no other return',
    edits: [
      {
        file: 'apps/order/src/domain/returns.ts',
        find: '(shipped.get(lineId) ?? 0) - (returned.get(lineId) ?? 0);',
        replace: '(shipped.get(lineId) ?? 0) - Math.min(0, returned.get(lineId) ?? 0);',
      },
    ],
    expects: ['returns.on-shelf'],
    seconds: 30,
  },
  {
    name: 'shipped lines are not consumed',
    rule: 'the last parcel of an order consumes its hold',
    edits: [
      {
        file: 'apps/order/src/flows/ship-parcel.saga.ts',
        find: 'await this.stock.consume(parcelId, { orderId, items: itemsOf(order, parcel?.lines ?? []) }, signal);',
        replace: 'if (parcel && signal.aborted) itemsOf(order, parcel.lines);',
      },
    ],
    expects: ['parcels.fit-orders'],
    seconds: 30,
  },
  {
    name: 'cancelled items stay sold',
    rule: 'items that will not be sent return to stock, whatever happens in between',
    edits: [
      {
        file: 'apps/order/src/flows/cancel-items.saga.ts',
        find: 'await this.stock.releaseItems(cancellation.id, { orderId: order.id, items }, signal);',
        replace: 'if (items.length === 0) await this.stock.release(order.id, "", signal);',
      },
    ],
    expects: ['items.cancelled', 'stock.sums'],
    seconds: 30,
  },
  {
    name: 'cancelled items are packed all the same',
    rule: 'what is to be sent is what was bought, less what was cancelled',
    edits: [
      {
        file: 'apps/order/src/domain/order-lines.ts',
        find: 'quantity - (cancelled.get(id) ?? 0)',
        replace: 'quantity - Math.min(0, cancelled.get(id) ?? 0)',
      },
    ],
    expects: ['parcels.fit-orders', 'orders.settled'],
    seconds: 30,
  },
  {
    name: 'received lines forgotten',
    rule: 'received lines return to stock, whatever happens in between',
    edits: [
      {
        file: 'apps/order/src/flows/restock.saga.ts',
        find: 'await this.stock.restock(returnId, { orderId, items: itemsOf(order, returned?.lines ?? []) }, signal);',
        replace: 'if (returned && signal.aborted) itemsOf(order, returned.lines);',
      },
    ],
    expects: ['returns.on-shelf', 'stock.sums'],
    seconds: 30,
  },
];
