import { planDay, type PlannedOrder, type Round } from './plan.ts';
import type { Day } from './retail-file.ts';
import type { SetAside } from './retail-row.ts';
import type { Placed, ReplayShop } from './shop.ts';

export interface DayResult {
  day: string;
  invoicesRead: number;
  /** Could be placed, but the caller set a limit. */
  invoicesLeftOut: number;
  ordersPlaced: number;
  alreadyThere: number;
  priceChanges: number;
  rowsRead: number;
  rowsAccepted: number;
  sumOursMinor: number;
  sumFileMinor: number;
  /** Orders that failed or have another sum than their invoice. */
  wrong: { invoice: string; reason: string }[];
  setAside: SetAside[];
}

export type Show = (text: string) => void;

const AT_ONCE = 8;

/** Replays one day: what is not there yet is planned, stocked, priced and bought. */
export async function replayDay(shop: ReplayShop, day: Day, limit: number, show: Show): Promise<DayResult> {
  const whole = planDay(day.sales);
  const sellable = whole.rounds.flatMap((round) => round.orders);
  const orders = sellable.slice(0, limit);
  const result = { ...emptyResult(day, whole.setAside), invoicesLeftOut: sellable.length - orders.length };
  const there = new Set<string>();
  await inParallel(orders, async (order) => {
    const found = await shop.findOrder(order.invoice);
    if (!found) return;
    there.add(order.invoice);
    count(result, order, found);
    show(`${day.day}: ${there.size} of ${orders.length} orders were there before`);
  });
  const missing = new Set(orders.map(({ invoice }) => invoice).filter((invoice) => !there.has(invoice)));
  // Planned from the missing orders only, so that no price or stock is changed for existing ones.
  const { items, rounds } = planDay(day.sales.filter(({ invoice }) => missing.has(invoice)));
  await shop.stockCatalogue(items, (done) => show(`${day.day}: ${done} of ${items.length} products`));
  await inParallel(items, (each) => shop.addStock(each));
  for (const round of rounds) await playRound(shop, round, result, show);
  result.rowsAccepted = countRows(day, orders);
  return result;
}

/** Prices first, each in force before the next step; then the orders, several at once. */
async function playRound(shop: ReplayShop, round: Round, result: DayResult, show: Show): Promise<void> {
  await inParallel(round.changes, async ({ code, prices }) => {
    await shop.changePrices(code, prices);
    result.priceChanges += 1;
  });
  await inParallel(round.orders, async (order) => {
    count(result, order, await shop.placeOrder(order));
    show(`${result.day}: ${result.ordersPlaced} orders placed, ${result.priceChanges} price changes`);
  });
}

function count(result: DayResult, { invoice, sumMinor }: PlannedOrder, placed: Placed): void {
  result.sumFileMinor += sumMinor;
  if (placed.outcome === 'failed') {
    result.wrong.push({ invoice, reason: placed.reason });
    return;
  }
  if (placed.outcome === 'placed') result.ordersPlaced += 1;
  else result.alreadyThere += 1;
  result.sumOursMinor += placed.sumMinor;
  if (placed.sumMinor !== sumMinor) {
    result.wrong.push({
      invoice,
      reason: `the shop reckons ${placed.sumMinor}, the file ${sumMinor} (in pence)`,
    });
  }
}

function emptyResult({ day, invoices, sales, setAside }: Day, further: readonly SetAside[]): DayResult {
  return {
    day,
    invoicesRead: invoices.size,
    invoicesLeftOut: 0,
    ordersPlaced: 0,
    alreadyThere: 0,
    priceChanges: 0,
    rowsRead: sales.length + setAside.length,
    rowsAccepted: 0,
    sumOursMinor: 0,
    sumFileMinor: 0,
    wrong: [],
    setAside: [...setAside, ...further].sort((a, b) => a.line - b.line),
  };
}

function countRows({ sales }: Day, orders: readonly PlannedOrder[]): number {
  const invoices = new Set(orders.map(({ invoice }) => invoice));
  return sales.filter(({ invoice }) => invoices.has(invoice)).length;
}

async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = items.values();
  const worker = async () => {
    for (const item of queue) await work(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}
