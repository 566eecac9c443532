import type { Money } from '@tradepost/decision';
import type { FulfilmentState, OrderState, PaymentState } from './states.ts';

export const FINDING_CODES = [
  'money.without_order',
  'order.without_money',
  'amount.differs',
  'hold.without_order',
  'hold.expired',
  'hold.not_consumed',
  'order.pending_too_long',
  'saga.stuck',
  'outbox.old',
] as const;

export type FindingCode = (typeof FINDING_CODES)[number];

/** An authorisation as the provider's books have it. */
export type Booking = {
  readonly provider: string;
  /** Ours, `<order id>/authorize`. */
  readonly key: string;
  readonly state: string;
  /** Null: it was voided before it was made. */
  readonly amount: Money | null;
  readonly capturedMinor: number;
  readonly refundedMinor: number;
  readonly at: Date;
};

/** An order as far as it must fit to the rest. */
export type ComparedOrder = {
  readonly id: string;
  readonly state: OrderState;
  readonly paymentState: PaymentState;
  readonly fulfilmentState: FulfilmentState;
  readonly provider: string;
  /** Null: it never had prices. */
  readonly grand: Money | null;
  readonly capturedMinor: number;
  readonly refundedMinor: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
};

export type ComparedHold = {
  readonly orderId: string;
  readonly state: string;
  readonly expiresAt: Date | null;
  readonly changedAt: Date;
};

/** A saga that is not over. */
export type OpenSaga = {
  readonly id: string;
  readonly name: string;
  readonly isStuck: boolean;
  readonly orderId: string;
  readonly createdAt: Date;
};

/** Everything, as it was read. */
export type Seen = {
  /** Undefined: nobody's books could be read. */
  readonly bookings: readonly Booking[] | undefined;
  /** Providers whose books were read. */
  readonly providers: readonly string[];
  /** Undefined: product did not answer. */
  readonly holds: readonly ComparedHold[] | undefined;
  readonly orders: readonly ComparedOrder[];
  readonly sagas: readonly OpenSaga[];
  readonly outboxAgeSeconds: number;
  /** Orders and holds were read from here on. */
  readonly since: Date;
  readonly now: Date;
  /** What changed less than this ago may still be under way. */
  readonly settleMs: number;
};

/** What mends a finding without harm, however often it is done. */
export type Remedy =
  | { readonly kind: 'void'; readonly provider: string; readonly key: string; readonly amount: Money }
  | { readonly kind: 'release'; readonly orderId: string }
  | { readonly kind: 'retry'; readonly sagaId: string };

export type Finding = {
  readonly code: FindingCode;
  /** With the code it names the finding: found again, it is the same one. */
  readonly subject: string;
  readonly detail: string;
  /** Null: a person must decide. */
  readonly remedy: Remedy | null;
  readonly happenedAt: Date;
};

const PENDING_MS = 600_000;
const OUTBOX_S = 60;
// Nothing will become of them: neither money nor goods may be kept for them.
const DEAD: readonly OrderState[] = ['rejected', 'expired', 'cancelled'];
const BOUGHT: readonly OrderState[] = ['confirmed', 'completed', 'review'];

type Case = Seen & {
  readonly orderOf: ReadonlyMap<string, ComparedOrder>;
  readonly stuckOf: ReadonlyMap<string, OpenSaga>;
  /** Somebody may be changing it right now. */
  isBusy(order: ComparedOrder): boolean;
  isYoung(at: Date): boolean;
};

/** All that does not fit together. */
export function reconcile(seen: Seen): Finding[] {
  const isYoung = (at: Date): boolean => seen.now.getTime() - at.getTime() < seen.settleMs;
  const running = new Set(seen.sagas.filter(({ isStuck }) => !isStuck).map(({ orderId }) => orderId));
  const known: Case = {
    ...seen,
    orderOf: new Map(seen.orders.map((order) => [order.id, order])),
    stuckOf: new Map(seen.sagas.filter(({ isStuck }) => isStuck).map((saga) => [saga.orderId, saga])),
    isYoung,
    isBusy: ({ id, updatedAt }) => running.has(id) || isYoung(updatedAt),
  };
  const money = moneyFindings(known);
  return [...money, ...holdFindings(known), ...sagaFindings(known, money), ...outboxFindings(seen)];
}

/** The codes that can be judged by what was read; findings of the others stand as they were. */
export function judgedCodes({ bookings, holds }: Pick<Seen, 'bookings' | 'holds'>): FindingCode[] {
  return FINDING_CODES.filter((code) => {
    if (/^hold\./.test(code)) return holds !== undefined;
    return !/money|amount/.test(code) || bookings !== undefined;
  });
}

export const orderIdOf = (key: string): string => key.split('/')[0] ?? '';

function moneyFindings(known: Case): Finding[] {
  if (!known.bookings) return [];
  const bookingOf = new Map(known.bookings.map((booking) => [orderIdOf(booking.key), booking]));
  const strays = known.bookings.flatMap((booking) => strayMoney(known, booking));
  const unpaid = known.orders
    .filter(({ provider }) => known.providers.includes(provider))
    .flatMap((order) => moneyOfOrder(known, order, bookingOf.get(order.id)));
  return [...strays, ...unpaid];
}

/** Money that nobody will ever get something for. */
function strayMoney(known: Case, booking: Booking): Finding[] {
  const { provider, key, amount, capturedMinor, refundedMinor, at } = booking;
  const order = known.orderOf.get(orderIdOf(key));
  const isPromised = booking.state === 'authorized' && capturedMinor === 0;
  const taken = capturedMinor - refundedMinor;
  if ((!isPromised && taken === 0) || known.isYoung(at)) return [];
  if (order && (!DEAD.includes(order.state) || known.isBusy(order))) return [];
  const what = isPromised ? 'is promised' : 'was taken';
  const whose = order ? `for an order that is ${order.state}` : 'for an order that does not exist';
  const remedy = isPromised && amount ? ({ kind: 'void', provider, key, amount } as const) : null;
  const detail = `${isPromised ? (amount?.amountMinor ?? 0) : taken} ${amount?.currency} ${what} ${whose}.`;
  return [{ code: 'money.without_order', subject: key, detail, remedy, happenedAt: at }];
}

function moneyOfOrder(known: Case, order: ComparedOrder, booking: Booking | undefined): Finding[] {
  const { id: subject, grand, createdAt: happenedAt } = order;
  // Nobody is asked for nothing.
  if (!grand || grand.amountMinor === 0 || known.isBusy(order)) return [];
  if (BOUGHT.includes(order.state)) {
    const lack = lackOfMoney(booking);
    const saga = known.stuckOf.get(order.id);
    const isRetried = booking?.state === 'authorized' && saga?.name === 'place-order';
    const remedy = isRetried ? ({ kind: 'retry', sagaId: saga.id } as const) : null;
    if (lack) return [{ code: 'order.without_money', subject, detail: lack, remedy, happenedAt }];
  }
  const difference = booking && differenceOf(order, grand, booking);
  if (!difference) return [];
  return [{ code: 'amount.differs', subject, detail: difference, remedy: null, happenedAt }];
}

function lackOfMoney(booking: Booking | undefined): string | undefined {
  if (!booking) return 'It is bought, and the provider has never heard of it.';
  if (booking.state !== 'authorized') return `It is bought, and the provider says ${booking.state}.`;
  return booking.capturedMinor === 0 ? 'It is bought, and the promised money was not taken.' : undefined;
}

function differenceOf(order: ComparedOrder, grand: Money, booking: Booking): string | undefined {
  const { amount, capturedMinor, refundedMinor } = booking;
  const told = [
    ['total', `${grand.amountMinor} ${grand.currency}`, amount && `${amount.amountMinor} ${amount.currency}`],
    ['taken', order.capturedMinor, capturedMinor],
    ['given back', order.refundedMinor, refundedMinor],
  ] as const;
  // A promise that was never made has no amount.
  const wrong = told.filter(([, ours, theirs]) => theirs !== null && ours !== theirs);
  if (wrong.length === 0) return undefined;
  return `${wrong.map(([name, ours, theirs]) => `${name}: ours ${ours}, the provider's ${theirs}`).join('; ')}.`;
}

function holdFindings(known: Case): Finding[] {
  if (!known.holds) return [];
  const holdOf = new Map(known.holds.map((hold) => [hold.orderId, hold]));
  const strays = known.holds.flatMap((hold) => strayHold(known, hold));
  const bare = known.orders.flatMap((order) => goodsOfOrder(known, order, holdOf.get(order.id)));
  return [...strays, ...bare];
}

/** Goods that nobody will ever get. */
function strayHold(known: Case, { orderId, state, expiresAt, changedAt }: ComparedHold): Finding[] {
  const order = known.orderOf.get(orderId);
  if (!['held', 'committed'].includes(state) || known.isYoung(changedAt)) return [];
  const about = { subject: orderId, happenedAt: order?.createdAt ?? changedAt };
  if (!order || (DEAD.includes(order.state) && !known.isBusy(order))) {
    const detail = `Goods are ${state} for an order that ${order ? `is ${order.state}` : 'does not exist'}.`;
    const remedy = order ? ({ kind: 'release', orderId } as const) : null;
    return [{ code: 'hold.without_order', ...about, detail, remedy }];
  }
  if (state !== 'held' || !expiresAt || known.isYoung(expiresAt) || BOUGHT.includes(order.state)) return [];
  const detail = 'Its time is over, and nobody has given the goods back.';
  return [{ code: 'hold.expired', ...about, detail, remedy: null }];
}

function goodsOfOrder(known: Case, order: ComparedOrder, hold: ComparedHold | undefined): Finding[] {
  if (order.state === 'completed' && hold?.state === 'committed' && !known.isBusy(order)) {
    const detail = 'All of it has arrived, and its goods still count as in the warehouse.';
    return [
      { code: 'hold.not_consumed', subject: order.id, detail, remedy: null, happenedAt: order.createdAt },
    ];
  }
  const isOwed = order.state === 'confirmed' && order.fulfilmentState === 'unfulfilled';
  // Older ones are known for their money only.
  if (!isOwed || known.isBusy(order) || order.createdAt < known.since) return [];
  if (hold?.state === 'committed' || hold?.state === 'consumed') return [];
  const detail = `It is bought, and its goods are ${hold ? hold.state : 'not held'}.`;
  return [{ code: 'hold.expired', subject: order.id, detail, remedy: null, happenedAt: order.createdAt }];
}

function sagaFindings({ orders, sagas, stuckOf, now }: Case, money: readonly Finding[]): Finding[] {
  const retried = money.flatMap(({ remedy }) => (remedy?.kind === 'retry' ? [remedy.sagaId] : []));
  const stuck = sagas
    .filter(({ id, isStuck }) => isStuck && !retried.includes(id))
    .map(({ id, name, orderId, createdAt }): Finding => {
      const detail = `${name} of order ${orderId} waits for a person.`;
      return { code: 'saga.stuck', subject: id, detail, remedy: null, happenedAt: createdAt };
    });
  const slow = orders
    .filter(({ id, state, paymentState, updatedAt }) => {
      const isWaiting = state === 'pending' && paymentState !== 'requires_action' && !stuckOf.has(id);
      return isWaiting && now.getTime() - updatedAt.getTime() > PENDING_MS;
    })
    .map(({ id, createdAt }): Finding => {
      const detail = 'It is neither bought nor refused, and nobody has touched it for ten minutes.';
      return { code: 'order.pending_too_long', subject: id, detail, remedy: null, happenedAt: createdAt };
    });
  return [...stuck, ...slow];
}

function outboxFindings({ outboxAgeSeconds, now }: Seen): Finding[] {
  if (outboxAgeSeconds <= OUTBOX_S) return [];
  const detail = `An event has waited ${Math.round(outboxAgeSeconds)} s to be published.`;
  return [{ code: 'outbox.old', subject: 'order', detail, remedy: null, happenedAt: now }];
}
