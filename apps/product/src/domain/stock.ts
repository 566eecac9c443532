import { DomainError } from '@tradepost/decision';

/** Where imports put goods, and staff who name no other place. */
export const MAIN_LOCATION = '00000000-0000-7000-8000-000000000001';

/** Goods of one kind that somebody wants. */
export type Wanted = { readonly variantId: string; readonly quantity: number };

/** What one location can give of one variant. */
export type StockLevel = {
  readonly variantId: string;
  readonly sku: string;
  readonly locationId: string;
  /** Null: any quantity. */
  readonly available: number | null;
  readonly isOnSale: boolean;
};

/** A part of a hold: so many of this variant from this location. */
export type HoldLine = { readonly variantId: string; readonly locationId: string; readonly quantity: number };

/** A line that can't be had. */
export type Shortage = {
  readonly code: 'stock.insufficient' | 'variant.not_on_sale';
  readonly variantId: string;
  readonly sku: string;
  readonly asked: number;
  readonly available: number;
};

/** A line of which its customer would have more than one may. */
export type OverLimit = {
  readonly variantId: string;
  readonly sku: string;
  readonly asked: number;
  /** What they have from orders that stand, or are being paid. */
  readonly already: number;
  readonly limit: number;
};

export type HoldState = 'held' | 'committed' | 'consumed' | 'released' | 'expired';

/** The goods of one order. Sold by the commit, gone when the last parcel is. */
export const holdMachine = {
  name: 'hold',
  moves: {
    held: ['committed', 'released', 'expired'],
    committed: ['consumed', 'released'],
    consumed: [],
    released: [],
    expired: [],
  },
} as const satisfies { name: string; moves: Readonly<Record<HoldState, readonly HoldState[]>> };

/** True when the table of states allows it; everything else changes nothing or is refused. */
export const canBecome = (from: HoldState, to: HoldState): boolean =>
  holdMachine.moves[from].some((next) => next === to);

/** One entry per variant, in the order in which rows are locked: two lines of one variant must not both pass alone. */
export function summed(items: readonly Wanted[]): Wanted[] {
  const quantities = new Map<string, number>();
  for (const { variantId, quantity } of items)
    quantities.set(variantId, (quantities.get(variantId) ?? 0) + quantity);
  return [...quantities]
    .map(([variantId, quantity]) => ({ variantId, quantity }))
    .sort((a, b) => (a.variantId < b.variantId ? -1 : 1));
}

/** Takes each variant from its locations in the given order until there is enough; undefined when it is short. */
export function allocate(levels: readonly StockLevel[], wanted: readonly Wanted[]): HoldLine[] | undefined {
  const lines: HoldLine[] = [];
  for (const { variantId, quantity } of wanted) {
    let missing = quantity;
    for (const level of levels) {
      if (missing === 0 || level.variantId !== variantId || !level.isOnSale) continue;
      const taken = Math.min(missing, Math.max(level.available ?? missing, 0));
      if (taken > 0) lines.push({ variantId, locationId: level.locationId, quantity: taken });
      missing -= taken;
    }
    if (missing > 0) return undefined;
  }
  return lines;
}

/** Which of the wanted goods can't be had, each with what there is. */
export function shortages(levels: readonly StockLevel[], wanted: readonly Wanted[]): Shortage[] {
  return wanted.flatMap(({ variantId, quantity }): Shortage[] => {
    const own = levels.filter((level) => level.variantId === variantId);
    const onSale = own.filter((level) => level.isOnSale);
    const fact = { variantId, sku: own[0]?.sku ?? '', asked: quantity };
    if (onSale.length === 0) return [{ code: 'variant.not_on_sale', ...fact, available: 0 }];
    const available = onSale.reduce((all, level) => all + Math.max(level.available ?? Infinity, 0), 0);
    if (available >= quantity) return [];
    return [{ code: 'stock.insufficient', ...fact, available }];
  });
}

// Facts travel in a gRPC trailer; a cart with hundreds of short lines must not burst it.
const SHOWN = 25;

/** The refusal of a whole hold, with its short lines. */
export function insufficientStock(short: readonly Shortage[]): DomainError {
  const errors = short.slice(0, SHOWN).map((line) => ({ ...line, detail: inWords(line) }));
  const detail = short.length === 1 ? inWords(short[0] as Shortage) : `${short.length} lines can't be had.`;
  return new DomainError('conflict', 'stock.insufficient', detail, { errors });
}

/** The refusal of a whole hold, with the lines that are too many for one customer. */
export function overLimit(over: readonly OverLimit[]): DomainError {
  const errors = over
    .slice(0, SHOWN)
    .map((line) => ({ code: 'stock.customer_limit', ...line, detail: limitInWords(line) }));
  const [first] = over;
  const facts = first && { variantId: first.variantId, limit: first.limit, already: first.already };
  const detail =
    over.length === 1 && first ? limitInWords(first) : `${over.length} lines are too many for one customer.`;
  return new DomainError('conflict', 'stock.customer_limit', detail, { ...facts, errors });
}

function limitInWords({ sku, limit, already, asked }: OverLimit): string {
  const had = already > 0 ? `, and you have ${already}` : '';
  return `A customer may have ${limit} of ${sku}${had}; ${asked} were asked for.`;
}

function inWords({ code, sku, asked, available }: Shortage): string {
  if (code === 'variant.not_on_sale') return `${sku || 'This variant'} is no longer on sale.`;
  return `Only ${available} of ${sku} left, ${asked} were asked for.`;
}

/** The hold expired or was released before; a new order is needed. */
export const holdGone = (state: string): DomainError =>
  new DomainError('conflict', 'stock.hold_gone', `The goods are no longer held (${state}).`, { state });
