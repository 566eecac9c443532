/** All records after the run, as plain rows; times in milliseconds since 1970. */
export interface Records {
  orders: OrderRow[];
  /** Which purchase was made under which key. */
  purchases: { key: string; orderId: string; status: string }[];
  /** Claimed keys without a stored response. */
  openKeys: { schema: string; scope: string; key: string }[];
  sagas: { id: string; name: string; status: string; orderId: string; error: string | null }[];
  holds: HoldRow[];
  stock: StockRow[];
  movements: { variantId: string; locationId: string; quantity: number; reason: string; reference: string }[];
  carts: CartRow[];
  payments: { orderId: string; captured: number; refunded: number; state: string }[];
  parcels: (DocumentRow & { lines: LineRow[] })[];
  returns: (DocumentRow & { lines: LineRow[] })[];
  refunds: (DocumentRow & { amount: number; failure: string })[];
  /** Items of orders that are not sent although the rest is. */
  cancellations: CancellationRow[];
  /** The provider's own records. */
  ledger: AuthorizationRow[];
  /** Refunds it executed. */
  givenBack: { key: string; amount: number }[];
  outbox: { schema: string; id: string; type: string; aggregateId: string; isPublished: boolean }[];
  inbox: { schema: string; consumer: string; eventId: string }[];
  streams: Stream[];
}

export interface OrderRow {
  id: string;
  number: string;
  state: string;
  paymentState: string;
  grand: number | null;
  cartId: string | null;
  /** User id, or a guest's e-mail address. */
  customer: string;
  createdAt: number;
  confirmedAt: number | null;
  lines: { id: string; variantId: string; quantity: number; unitPrice: number; isShipped: boolean }[];
}

/** A parcel, a return or a refund. */
export interface DocumentRow {
  id: string;
  orderId: string;
  state: string;
}

export interface CancellationRow {
  id: string;
  orderId: string;
  /** Null: no money was left to give back. */
  refundId: string | null;
  lines: LineRow[];
}

export interface LineRow {
  lineId: string;
  variantId: string;
  quantity: number;
}

export interface HoldRow {
  orderId: string;
  state: string;
  expiresAt: number | null;
  changedAt: number;
  lines: { variantId: string; locationId: string; quantity: number }[];
}

export interface StockRow {
  variantId: string;
  sku: string;
  locationId: string;
  onHand: number;
  held: number;
  available: number | null;
  backorderLimit: number | null;
  /** Limit per customer. */
  limit: number | null;
}

export interface CartRow {
  id: string;
  state: string;
  frozenFor: string | null;
  lines: { variantId: string; quantity: number }[];
}

export interface AuthorizationRow {
  id: string;
  orderId: string;
  state: string;
  token: string | null;
  amount: number | null;
  captured: number;
  refunded: number;
  /** Sums of the entries that the two numbers above must equal. */
  entries: { captured: number; refunded: number };
}

export interface Stream {
  service: string;
  eventIds: Set<string>;
  /** Read or unread, but not acknowledged, by group. */
  waiting: Record<string, number>;
  dead: number;
}

/** States of a valid order: stock is sold and money is due. */
export const STANDING: readonly string[] = ['confirmed', 'completed', 'review'];
/** Shipped lines, and returned lines. */
export const SENT: readonly string[] = ['shipped', 'delivered'];
export const BACK: readonly string[] = ['received', 'closed'];
/** A cart that became one of these is bought. */
export const BOUGHT: readonly string[] = [...STANDING, 'cancelled'];

export function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}

export function sumOf<T>(items: readonly T[], amountOf: (item: T) => number): number {
  return items.reduce((sum, item) => sum + amountOf(item), 0);
}

/** What is in it, by variant, whatever the order of its lines. */
export function contents(lines: readonly { variantId: string; quantity: number }[]): string {
  const byVariant = groupBy(lines, ({ variantId }) => variantId);
  return [...byVariant]
    .map(([variantId, some]) => `${variantId}×${sumOf(some, ({ quantity }) => quantity)}`)
    .sort()
    .join(' ');
}

/** What is to be sent of each order: its lines, less what was cancelled of them. */
export function linesToSend({
  orders,
  cancellations,
}: Pick<Records, 'orders' | 'cancellations'>): Map<string, OrderRow['lines']> {
  const cancelled = groupBy(
    cancellations.flatMap(({ lines }) => lines),
    ({ lineId }) => lineId,
  );
  return new Map(
    orders.map(({ id, lines }) => [
      id,
      lines
        .map((line) => ({
          ...line,
          quantity: line.quantity - sumOf(cancelled.get(line.id) ?? [], ({ quantity }) => quantity),
        }))
        .filter(({ quantity }) => quantity > 0),
    ]),
  );
}

/** How many pieces of a variant were cancelled out of orders that go on. */
export const cancelledOf = ({ cancellations }: Pick<Records, 'cancellations'>, variantId: string): number =>
  sumOf(
    cancellations.flatMap(({ lines }) => lines).filter((line) => line.variantId === variantId),
    ({ quantity }) => quantity,
  );
