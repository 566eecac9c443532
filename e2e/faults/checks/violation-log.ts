import type { Entry } from '../load/history.ts';
import type { Evidence, Violation } from './check.ts';

const LONGEST = 40;

/** What is known of the orders, keys, carts or variants of a violation: the calls, then the rows. */
export function logOf(violation: Violation, { records, history, startedAt }: Evidence): string[] {
  const orders = new Set(violation.orderIds);
  const keys = new Set(violation.keys);
  for (const { key, orderId } of records.purchases) if (orders.has(orderId)) keys.add(key);
  const carts = new Set(violation.cartIds);
  for (const { id, cartId } of records.orders) if (orders.has(id) && cartId) carts.add(cartId);
  const variants = new Set(violation.variantIds);
  const isAbout = ({ key = '', orderId = '', cartId = '' }: Entry): boolean =>
    keys.has(key) || orders.has(orderId) || carts.has(cartId);
  const isStaffChange = ({ variantId = '', what }: Entry): boolean =>
    variants.has(variantId) && (what === 'price' || what === 'restock');
  const own = history.filter(isAbout);
  // A violation of a variant alone would list every purchase: show only what staff changed.
  const calls = own.length > 0 ? own : history.filter(isStaffChange);
  const rows = [
    ...records.orders.filter(({ id }) => orders.has(id)).map((row) => ['order', row] as const),
    ...records.purchases.filter(({ key }) => keys.has(key)).map((row) => ['purchase', row] as const),
    ...records.sagas.filter(({ orderId }) => orders.has(orderId)).map((row) => ['saga', row] as const),
    ...records.holds.filter(({ orderId }) => orders.has(orderId)).map((row) => ['hold', row] as const),
    ...records.movements
      .filter(({ reference }) => orders.has(reference))
      .map((row) => ['movement', row] as const),
    ...records.ledger.filter(({ orderId }) => orders.has(orderId)).map((row) => ['provider', row] as const),
    ...records.parcels.filter(({ orderId }) => orders.has(orderId)).map((row) => ['parcel', row] as const),
    ...records.returns.filter(({ orderId }) => orders.has(orderId)).map((row) => ['return', row] as const),
    ...records.refunds.filter(({ orderId }) => orders.has(orderId)).map((row) => ['refund', row] as const),
    ...records.carts.filter(({ id }) => carts.has(id)).map((row) => ['cart', row] as const),
    ...records.stock.filter(({ variantId }) => variants.has(variantId)).map((row) => ['stock', row] as const),
  ];
  return [
    ...shortened(calls.map((entry) => lineOf(entry, startedAt))),
    ...shortened(rows.map(([name, row]) => `${name.padEnd(9)} ${JSON.stringify(row)}`)),
  ];
}

function lineOf(entry: Entry, startedAt: number): string {
  const { n, from, to, who, what, outcome, status, code, key, quantity, price, total, orderId, expected } =
    entry;
  const { documentId, into, amount } = entry;
  const at = `${((from - startedAt) / 1000).toFixed(3)} s`.padStart(11);
  const facts = { key, orderId, quantity, price, amount, total, expected, documentId, into };
  const more = Object.entries(facts)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${typeof value === 'object' ? JSON.stringify(value) : value}`);
  const answer = `${outcome} ${status || 'no answer'}${code ? ` ${code}` : ''} after ${to - from} ms`;
  return `${at}  #${n} ${who}: ${what} → ${answer}  ${more.join(' ')}`;
}

function shortened(lines: string[]): string[] {
  if (lines.length <= LONGEST) return lines;
  return [...lines.slice(0, LONGEST), `… and ${lines.length - LONGEST} lines more`];
}
