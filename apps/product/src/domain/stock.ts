import { DomainError } from '@tradepost/decision';

/** The location whose stock imports set; the default of staff. */
export const MAIN_LOCATION = '00000000-0000-7000-8000-000000000001';

/** A quantity of one variant. */
export interface StockItem {
  readonly variantId: string;
  readonly quantity: number;
}

/** A line that is not available. */
export interface Shortage {
  readonly code: 'stock.insufficient' | 'variant.not_on_sale';
  readonly variantId: string;
  readonly sku: string;
  readonly asked: number;
  readonly available: number;
}

/** A line that exceeds its limit per customer. */
export interface OverLimit {
  readonly variantId: string;
  readonly sku: string;
  readonly asked: number;
  /** What the customer has from orders that stand or are being paid. */
  readonly already: number;
  readonly limit: number;
}

/** One item per variant, in the order in which rows are locked. Two lines of one variant could each pass on their own. */
export function quantityPerVariant(items: readonly StockItem[]): StockItem[] {
  const quantities = new Map<string, number>();
  for (const { variantId, quantity } of items)
    quantities.set(variantId, (quantities.get(variantId) ?? 0) + quantity);
  return [...quantities]
    .map(([variantId, quantity]) => ({ variantId, quantity }))
    .sort((a, b) => (a.variantId < b.variantId ? -1 : 1));
}

// Facts travel in a gRPC trailer, whose size is limited; an order may have hundreds of short lines.
const MAX_LISTED = 25;

export function insufficientStock(short: readonly Shortage[]): DomainError {
  const errors = short.slice(0, MAX_LISTED).map((line) => ({ ...line, detail: shortageText(line) }));
  const detail =
    short.length === 1 ? shortageText(short[0] as Shortage) : `${short.length} lines are not available.`;
  return new DomainError('conflict', 'stock.insufficient', detail, { errors });
}

export function overCustomerLimit(over: readonly OverLimit[]): DomainError {
  const errors = over
    .slice(0, MAX_LISTED)
    .map((line) => ({ code: 'stock.customer_limit', ...line, detail: limitText(line) }));
  const [first] = over;
  const facts = first && { variantId: first.variantId, limit: first.limit, already: first.already };
  const detail =
    over.length === 1 && first ? limitText(first) : `${over.length} lines exceed the limit per customer.`;
  return new DomainError('conflict', 'stock.customer_limit', detail, { ...facts, errors });
}

function shortageText({ code, sku, asked, available }: Shortage): string {
  if (code === 'variant.not_on_sale') return `${sku || 'This variant'} is no longer on sale.`;
  return `Only ${available} of ${sku} left, but ${asked} requested.`;
}

function limitText({ sku, limit, already, asked }: OverLimit): string {
  const had = already > 0 ? `, and you already have ${already}` : '';
  return `The limit for ${sku} is ${limit} per customer${had}; you requested ${asked}.`;
}
