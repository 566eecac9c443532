import type { Call } from './caller.ts';
import type { Random } from './random.ts';

interface Lines {
  lines: { lineId: string; quantity: number }[];
}
interface Document {
  id: string;
  state: string;
}

/** An order as staff see it. */
export interface Sale {
  id: string;
  state: string;
  paymentState: string;
  lines: { id: string; quantity: number }[];
  totals: { grand: { amount: number; currency: string } };
  captured: { amount: number } | null;
  refunded: { amount: number } | null;
  fulfilments: (Document & Lines)[];
  returns: (Document & Lines)[];
  refunds: (Document & { amount: { amount: number } })[];
  cancellations: Lines[];
}

/** `isKeyed`: creates a document, so it needs an idempotency key. */
export type Operation = Call & { isKeyed?: boolean };

/** Every operation that staff may try next on an order; some must be refused. */
export function operationsFor(sale: Sale, random: Random): Operation[] {
  if (sale.state === 'review') return [cancel(sale)];
  return [
    ...newParcel(sale, random),
    ...cancelledItems(sale, random),
    ...sale.fulfilments.flatMap((parcel) => parcelOperations(sale, parcel, random)),
    ...sale.returns.flatMap((one) => returnOperations(sale, one, random)),
    ...newRefund(sale, random),
    ...sale.refunds.flatMap((one) => refundOperations(sale, one, random)),
  ];
}

const pathOf = ({ id }: Sale, more: string): string => `/api/v1/admin/orders/${id}/${more}`;

function cancel(sale: Sale): Operation {
  return { what: 'cancel', method: 'POST', path: pathOf(sale, 'cancel'), body: {}, about: about(sale) };
}

const about = ({ id }: Sale): { orderId: string } => ({ orderId: id });

/** A parcel of all or some of the lines that are in none yet. */
function newParcel(sale: Sale, random: Random): Operation[] {
  if (sale.state !== 'confirmed') return [];
  const left = leftOf(sale, ({ state }) => state !== 'cancelled');
  if (left.length === 0) return [];
  const lines = random.chance(0.6) ? left : [random.pick(left)];
  const path = pathOf(sale, 'fulfilments');
  return [{ what: 'parcel', method: 'POST', path, body: { lines }, about: about(sale), isKeyed: true }];
}

/** Lines that are neither cancelled nor in one of these parcels. */
function leftOf(sale: Sale, isIn: (parcel: Document) => boolean): Lines['lines'] {
  const gone = new Map<string, number>();
  const taken = [...sale.fulfilments.filter(isIn), ...sale.cancellations].flatMap(({ lines }) => lines);
  for (const { lineId, quantity } of taken) gone.set(lineId, (gone.get(lineId) ?? 0) + quantity);
  return sale.lines
    .map(({ id, quantity }) => ({ lineId: id, quantity: quantity - (gone.get(id) ?? 0) }))
    .filter(({ quantity }) => quantity > 0);
}

/** Some of what is not packed; of an order of which nothing is, some must stay. */
function cancelledItems(sale: Sale, random: Random): Operation[] {
  if (sale.state !== 'confirmed' || !random.chance(0.2)) return [];
  const left = leftOf(sale, ({ state }) => state !== 'created' && state !== 'cancelled');
  if (left.length === 0) return [];
  const { lineId, quantity } = random.pick(left);
  const lines = random.chance(0.5) ? left : [{ lineId, quantity: random.between(1, quantity) }];
  const body = { lines, reason: 'Sold out', refundShipping: random.chance(0.2) };
  const path = pathOf(sale, 'cancellations');
  return [{ what: 'cancellation', method: 'POST', path, body, about: about(sale), isKeyed: true }];
}

const PARCEL_NEXT: Readonly<Record<string, string>> = {
  created: 'packed',
  packed: 'shipped',
  shipped: 'delivered',
};

function parcelOperations(sale: Sale, { id, state }: Document, random: Random): Operation[] {
  const next = PARCEL_NEXT[state];
  if (!next) return [];
  // A shipped one can't be cancelled; now and then a caller tries.
  const into = random.chance(0.08) ? 'cancelled' : next;
  const path = pathOf(sale, `fulfilments/${id}`);
  const facts = { ...about(sale), documentId: id, into };
  return [{ what: 'parcel.move', method: 'PATCH', path, body: { state: into }, about: facts }];
}

const RETURN_NEXT: Readonly<Record<string, readonly [operation: string, into: string]>> = {
  requested: ['approve', 'approved'],
  approved: ['receive', 'received'],
  received: ['close', 'closed'],
};

function returnOperations(sale: Sale, { id, state }: Document, random: Random): Operation[] {
  const next = RETURN_NEXT[state];
  if (!next) return [];
  const [operation, into] = state === 'requested' && random.chance(0.15) ? ['reject', 'rejected'] : next;
  const path = pathOf(sale, `returns/${id}/${operation}`);
  const facts = { ...about(sale), documentId: id, into };
  return [{ what: 'return.move', method: 'POST', path, body: {}, about: facts }];
}

/** A part of what was paid; sometimes more than that, which must never be refunded. */
function newRefund(sale: Sale, random: Random): Operation[] {
  const paid = sale.captured?.amount ?? 0;
  const left = paid - (sale.refunded?.amount ?? 0);
  if (left < 1 || !random.chance(0.4)) return [];
  const amount = random.chance(0.2)
    ? paid + random.between(1, 500)
    : random.between(1, Math.ceil(left * (random.chance(0.2) ? 1 : 0.5)));
  const body = { amount: { amount, currency: sale.totals.grand.currency }, reason: 'A scratch' };
  const path = pathOf(sale, 'refunds');
  return [{ what: 'refund', method: 'POST', path, body, about: { ...about(sale), amount }, isKeyed: true }];
}

function refundOperations(sale: Sale, { id, state }: Document, random: Random): Operation[] {
  if (state !== 'requested') return [];
  const [operation, into] = random.chance(0.8) ? ['approve', 'executing'] : ['reject', 'rejected'];
  const path = pathOf(sale, `refunds/${id}/${operation}`);
  const facts = { ...about(sale), documentId: id, into };
  return [{ what: 'refund.decide', method: 'POST', path, body: {}, about: facts }];
}
