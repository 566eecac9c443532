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

/** An authorisation in the provider's ledger. */
export interface LedgerEntry {
  readonly provider: string;
  /** Ours, `<order id>/authorize`. */
  readonly key: string;
  readonly state: string;
  /** Null: it was voided before it was made. */
  readonly amount: Money | null;
  readonly capturedMinor: number;
  readonly refundedMinor: number;
  readonly at: Date;
}

/** The part of an order that is compared. */
export interface ComparedOrder {
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
}

export interface ComparedHold {
  readonly orderId: string;
  readonly state: string;
  readonly expiresAt: Date | null;
  readonly changedAt: Date;
}

/** A saga that is not over. */
export interface OpenSaga {
  readonly id: string;
  readonly name: string;
  readonly isStuck: boolean;
  readonly orderId: string;
  readonly createdAt: Date;
}

/** Everything that is compared, as it was read. */
export interface Snapshot {
  /** Undefined: no ledger could be read. */
  readonly ledger: readonly LedgerEntry[] | undefined;
  /** Providers whose ledger was read. */
  readonly providers: readonly string[];
  /** Undefined: the product service did not answer. */
  readonly holds: readonly ComparedHold[] | undefined;
  readonly orders: readonly ComparedOrder[];
  readonly sagas: readonly OpenSaga[];
  readonly outboxAgeSeconds: number;
  /** Orders and holds were read from here on. */
  readonly since: Date;
  readonly now: Date;
  /** What changed less than this ago may still be in progress. */
  readonly settleMs: number;
}

/** A repair that is safe to repeat. */
export type Remedy =
  | { readonly kind: 'void'; readonly provider: string; readonly key: string; readonly amount: Money }
  | { readonly kind: 'release'; readonly orderId: string }
  | { readonly kind: 'retry'; readonly sagaId: string };

export interface Finding {
  readonly code: FindingCode;
  /** Code and subject identify the finding: found again, it is the same one. */
  readonly subject: string;
  readonly detail: string;
  /** Null: staff must decide. */
  readonly remedy: Remedy | null;
  readonly happenedAt: Date;
}

const PENDING_MS = 600_000;
const OUTBOX_S = 60;
// They came to nothing: neither money nor stock may be kept for them.
const DEAD: readonly OrderState[] = ['rejected', 'expired', 'cancelled'];
const BOUGHT: readonly OrderState[] = ['confirmed', 'completed', 'review'];

interface Comparison extends Snapshot {
  readonly orderOf: ReadonlyMap<string, ComparedOrder>;
  readonly stuckOf: ReadonlyMap<string, OpenSaga>;
  /** True while a saga works on it, or shortly after a change. */
  isBusy(order: ComparedOrder): boolean;
  isYoung(at: Date): boolean;
}

/** Everything that does not match. */
export function reconcile(snapshot: Snapshot): Finding[] {
  const { now, settleMs, sagas, orders } = snapshot;
  const isYoung = (at: Date): boolean => now.getTime() - at.getTime() < settleMs;
  const running = new Set(sagas.filter(({ isStuck }) => !isStuck).map(({ orderId }) => orderId));
  const known: Comparison = {
    ...snapshot,
    orderOf: new Map(orders.map((order) => [order.id, order])),
    stuckOf: new Map(sagas.filter(({ isStuck }) => isStuck).map((saga) => [saga.orderId, saga])),
    isYoung,
    isBusy: ({ id, updatedAt }) => running.has(id) || isYoung(updatedAt),
  };
  const money = moneyFindings(known);
  return [...money, ...holdFindings(known), ...sagaFindings(known, money), ...outboxFindings(snapshot)];
}

/** What must have been read from other services to judge a finding of each code. */
const NEEDS: Readonly<Record<FindingCode, 'ledger' | 'holds' | null>> = {
  'money.without_order': 'ledger',
  'order.without_money': 'ledger',
  'amount.differs': 'ledger',
  'hold.without_order': 'holds',
  'hold.expired': 'holds',
  'hold.not_consumed': 'holds',
  'order.pending_too_long': null,
  'saga.stuck': null,
  'outbox.old': null,
};

/** The codes that can be judged by what was read; open findings of the others stay open. */
export function judgedCodes(read: Pick<Snapshot, 'ledger' | 'holds'>): FindingCode[] {
  return FINDING_CODES.filter((code) => {
    const need = NEEDS[code];
    return need === null || read[need] !== undefined;
  });
}

export const orderIdOf = (key: string): string => key.split('/')[0] ?? '';

function moneyFindings(known: Comparison): Finding[] {
  if (!known.ledger) return [];
  const entryOf = new Map(known.ledger.map((entry) => [orderIdOf(entry.key), entry]));
  const strays = known.ledger.flatMap((entry) => strayMoney(known, entry));
  const unpaid = known.orders
    .filter(({ provider }) => known.providers.includes(provider))
    .flatMap((order) => moneyOfOrder(known, order, entryOf.get(order.id)));
  return [...strays, ...unpaid];
}

/** Money without an order that it pays for. */
function strayMoney(known: Comparison, entry: LedgerEntry): Finding[] {
  const { provider, key, amount, capturedMinor, refundedMinor, at } = entry;
  const order = known.orderOf.get(orderIdOf(key));
  const isAuthorised = entry.state === 'authorized' && capturedMinor === 0;
  const captured = capturedMinor - refundedMinor;
  if ((!isAuthorised && captured === 0) || known.isYoung(at)) return [];
  if (order && (!DEAD.includes(order.state) || known.isBusy(order))) return [];
  const whose = order ? `for an order that is ${order.state}` : 'for an order that does not exist';
  const remedy = isAuthorised && amount ? ({ kind: 'void', provider, key, amount } as const) : null;
  const minor = isAuthorised ? (amount?.amountMinor ?? 0) : captured;
  const detail = `${minor} ${amount?.currency} ${isAuthorised ? 'authorised' : 'captured'} ${whose}.`;
  return [{ code: 'money.without_order', subject: key, detail, remedy, happenedAt: at }];
}

function moneyOfOrder(known: Comparison, order: ComparedOrder, entry: LedgerEntry | undefined): Finding[] {
  const { id: subject, grand, createdAt: happenedAt } = order;
  // No provider is called for an order that costs nothing.
  if (!grand || grand.amountMinor === 0 || known.isBusy(order)) return [];
  if (BOUGHT.includes(order.state)) {
    const lack = lackOfMoney(order, entry);
    const saga = known.stuckOf.get(order.id);
    const isRetried = entry?.state === 'authorized' && saga?.name === 'place-order';
    const remedy = isRetried ? ({ kind: 'retry', sagaId: saga.id } as const) : null;
    if (lack) return [{ code: 'order.without_money', subject, detail: lack, remedy, happenedAt }];
  }
  const difference = entry && differenceOf(order, grand, entry);
  if (!difference) return [];
  return [{ code: 'amount.differs', subject, detail: difference, remedy: null, happenedAt }];
}

function lackOfMoney({ state }: ComparedOrder, entry: LedgerEntry | undefined): string | undefined {
  const order = `The order is ${state === 'review' ? 'in review' : state}`;
  if (!entry) return `${order}, but the provider has no authorisation for it.`;
  if (entry.state !== 'authorized')
    return `${order}, but its authorisation is ${entry.state} at the provider.`;
  return entry.capturedMinor === 0 ? `${order}, but its money was not captured.` : undefined;
}

function differenceOf(order: ComparedOrder, grand: Money, entry: LedgerEntry): string | undefined {
  const { amount, capturedMinor, refundedMinor } = entry;
  const amounts = [
    ['total', `${grand.amountMinor} ${grand.currency}`, amount && `${amount.amountMinor} ${amount.currency}`],
    ['captured', order.capturedMinor, capturedMinor],
    ['refunded', order.refundedMinor, refundedMinor],
  ] as const;
  // An authorisation that was voided before it was made has no amount.
  const wrong = amounts.filter(([, ours, theirs]) => theirs !== null && ours !== theirs);
  if (wrong.length === 0) return undefined;
  return `${wrong.map(([name, ours, theirs]) => `${name}: ours ${ours}, the provider's ${theirs}`).join('; ')}.`;
}

function holdFindings(known: Comparison): Finding[] {
  if (!known.holds) return [];
  const holdOf = new Map(known.holds.map((hold) => [hold.orderId, hold]));
  const strays = known.holds.flatMap((hold) => strayHold(known, hold));
  const bare = known.orders.flatMap((order) => stockOfOrder(known, order, holdOf.get(order.id)));
  return [...strays, ...bare];
}

/** Held or sold stock without an order that gets it. */
function strayHold(known: Comparison, { orderId, state, expiresAt, changedAt }: ComparedHold): Finding[] {
  const order = known.orderOf.get(orderId);
  if (!['held', 'committed'].includes(state) || known.isYoung(changedAt)) return [];
  const about = { subject: orderId, happenedAt: order?.createdAt ?? changedAt };
  if (!order || (DEAD.includes(order.state) && !known.isBusy(order))) {
    const detail = `Stock is ${state} for an order that ${order ? `is ${order.state}` : 'does not exist'}.`;
    const remedy = order ? ({ kind: 'release', orderId } as const) : null;
    return [{ code: 'hold.without_order', ...about, detail, remedy }];
  }
  if (state !== 'held' || !expiresAt || known.isYoung(expiresAt) || BOUGHT.includes(order.state)) return [];
  const detail = 'The hold has expired, but its stock was not released.';
  return [{ code: 'hold.expired', ...about, detail, remedy: null }];
}

function stockOfOrder(known: Comparison, order: ComparedOrder, hold: ComparedHold | undefined): Finding[] {
  if (order.state === 'completed' && hold?.state === 'committed' && !known.isBusy(order)) {
    const detail = 'All of it was delivered, but its stock still counts as in the warehouse.';
    return [
      { code: 'hold.not_consumed', subject: order.id, detail, remedy: null, happenedAt: order.createdAt },
    ];
  }
  const isOwed = order.state === 'confirmed' && order.fulfilmentState === 'unfulfilled';
  // Older orders were read for their money only.
  if (!isOwed || known.isBusy(order) || order.createdAt < known.since) return [];
  if (hold?.state === 'committed' || hold?.state === 'consumed') return [];
  const detail = `The order is confirmed, but its stock is ${hold ? hold.state : 'not held'}.`;
  return [{ code: 'hold.expired', subject: order.id, detail, remedy: null, happenedAt: order.createdAt }];
}

function sagaFindings({ orders, sagas, stuckOf, now }: Comparison, money: readonly Finding[]): Finding[] {
  const retried = money.flatMap(({ remedy }) => (remedy?.kind === 'retry' ? [remedy.sagaId] : []));
  const stuck = sagas
    .filter(({ id, isStuck }) => isStuck && !retried.includes(id))
    .map(({ id, name, orderId, createdAt }): Finding => {
      const detail = `${name} of order ${orderId} is stuck and must be retried.`;
      return { code: 'saga.stuck', subject: id, detail, remedy: null, happenedAt: createdAt };
    });
  const slow = orders
    .filter(({ id, state, paymentState, updatedAt }) => {
      const isWaiting = state === 'pending' && paymentState !== 'requires_action' && !stuckOf.has(id);
      return isWaiting && now.getTime() - updatedAt.getTime() > PENDING_MS;
    })
    .map(({ id, createdAt }): Finding => {
      const detail = 'The order is still pending, and did not change for ten minutes.';
      return { code: 'order.pending_too_long', subject: id, detail, remedy: null, happenedAt: createdAt };
    });
  return [...stuck, ...slow];
}

function outboxFindings({ outboxAgeSeconds, now }: Snapshot): Finding[] {
  if (outboxAgeSeconds <= OUTBOX_S) return [];
  const detail = `An event has been waiting ${Math.round(outboxAgeSeconds)} s to be published.`;
  return [{ code: 'outbox.old', subject: 'order', detail, remedy: null, happenedAt: now }];
}
