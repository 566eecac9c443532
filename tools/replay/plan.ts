import { LINES } from '@tradepost/contracts/limits';
import { isoCountry } from './countries.ts';
import { derivePrices, priceAt, type Observation, type PriceStep } from './price-tiers.ts';
import type { Sale, SetAside } from './retail-row.ts';

export interface PlannedLine {
  code: string;
  quantity: number;
  unitMinor: number;
}

export interface PlannedOrder {
  invoice: string;
  customer: string;
  /** ISO 3166 alpha-2 */
  country: string;
  lines: PlannedLine[];
  sumMinor: number;
}

export interface Item {
  code: string;
  title: string;
  prices: PriceStep[];
  /** Pieces that the orders of the day take. */
  needed: number;
}

/** First the prices change, then these orders may be placed in any sequence. */
export interface Round {
  changes: { code: string; prices: PriceStep[] }[];
  orders: PlannedOrder[];
}

export interface DayPlan {
  items: Item[];
  rounds: Round[];
  setAside: SetAside[];
  sumMinor: number;
}

/** Turns the sales of one day into items with price tiers and orders, in the order of the file. */
export function planDay(sales: readonly Sale[]): DayPlan {
  const setAside: SetAside[] = [];
  const orders: PlannedOrder[] = [];
  for (const rows of Map.groupBy(sales, (sale) => sale.invoice).values()) {
    const order = toOrder(rows);
    if (typeof order === 'object') orders.push(order);
    else setAside.push(...rows.map(({ line, invoice }) => ({ line, invoice, reason: order })));
  }
  const items = listItems(orders, sales);
  return {
    items,
    rounds: toRounds(orders, items),
    setAside,
    sumMinor: orders.reduce((sum, order) => sum + order.sumMinor, 0),
  };
}

/** One invoice as one order, or the reason why it cannot be one. */
function toOrder(rows: readonly Sale[]): PlannedOrder | string {
  const lines = new Map<string, PlannedLine>();
  for (const { code, quantity, unitMinor } of rows) {
    const line = lines.get(code);
    if (line && line.unitMinor !== unitMinor) return 'one code at two prices in the invoice';
    lines.set(code, { code, quantity: quantity + (line?.quantity ?? 0), unitMinor });
  }
  if (lines.size > LINES.purchase) return `more than ${LINES.purchase} lines, the maximum of one purchase`;
  const [first] = rows;
  const country = isoCountry(first?.country ?? '');
  if (!first || !country) return `no such country: ${first?.country ?? ''}`;
  const sumMinor = rows.reduce((sum, row) => sum + row.quantity * row.unitMinor, 0);
  return { invoice: first.invoice, customer: first.customer, country, lines: [...lines.values()], sumMinor };
}

function listItems(orders: readonly PlannedOrder[], sales: readonly Sale[]): Item[] {
  const titles = new Map<string, string>();
  for (const { code, description } of sales) if (!titles.has(code)) titles.set(code, description);
  const items: Item[] = [];
  for (const [code, observed] of salesByCode(orders)) {
    const [first] = observed;
    if (!first) continue;
    const needed = observed.reduce((sum, { quantity }) => sum + quantity, 0);
    items.push({
      code,
      title: titles.get(code) ?? code,
      prices: derivePrices(observed.slice(1), first),
      needed,
    });
  }
  return items;
}

/**
 * Follows the day order by order: where the list in force does not give the price of a line, a new list is
 * made from the sales still to come, and a new round begins if an order of this round buys the same code.
 */
function toRounds(orders: readonly PlannedOrder[], items: readonly Item[]): Round[] {
  const inForce = new Map(items.map(({ code, prices }) => [code, prices]));
  const toCome = salesByCode(orders);
  let round: Round = { changes: [], orders: [] };
  let bought = new Set<string>();
  const rounds = [round];
  for (const order of orders) {
    const changes: Round['changes'] = [];
    for (const line of order.lines) {
      const later = toCome.get(line.code) ?? [];
      later.shift();
      if (priceAt(inForce.get(line.code) ?? [], line.quantity) === line.unitMinor) continue;
      const prices = derivePrices(later, line);
      inForce.set(line.code, prices);
      changes.push({ code: line.code, prices });
    }
    if (changes.some(({ code }) => bought.has(code))) {
      rounds.push((round = { changes: [], orders: [] }));
      bought = new Set();
    }
    round.changes.push(...changes);
    round.orders.push(order);
    for (const { code } of order.lines) bought.add(code);
  }
  return rounds;
}

/** What was paid for each code, in the sequence of the orders; an order holds a code once. */
function salesByCode(orders: readonly PlannedOrder[]): Map<string, Observation[]> {
  const byCode = new Map<string, Observation[]>();
  for (const { lines } of orders) {
    for (const { code, quantity, unitMinor } of lines) {
      const sales = byCode.get(code) ?? [];
      sales.push({ quantity, unitMinor });
      byCode.set(code, sales);
    }
  }
  return byCode;
}
