import { toDecimal } from '@tradepost/decision';
import type { DayResult } from './replay-day.ts';
import { CURRENCY, type SetAside } from './retail-row.ts';

/** Exit code 0: every order is there and every sum is equal to the penny. */
export function isGood({ wrong, sumOursMinor, sumFileMinor }: DayResult): boolean {
  return wrong.length === 0 && sumOursMinor === sumFileMinor;
}

export function dayAsText(result: DayResult, everyRow: boolean): string {
  const { day, invoicesRead, ordersPlaced, alreadyThere, priceChanges, rowsRead, rowsAccepted, setAside } =
    result;
  const ours = pounds(result.sumOursMinor);
  const file = pounds(result.sumFileMinor);
  const difference = pounds(result.sumOursMinor - result.sumFileMinor);
  return [
    `${day}: ${invoicesRead} invoices read, ${ordersPlaced} orders placed, ${alreadyThere} already there, ${priceChanges} price changes`,
    `  sum of our orders ${ours} ${CURRENCY}, sum of the file ${file} ${CURRENCY}, difference ${difference}`,
    `  ${rowsRead} rows read, ${rowsAccepted} accepted, ${setAside.length} skipped`,
    ...(result.invoicesLeftOut > 0 ? [`  ${result.invoicesLeftOut} invoices left out by --limit`] : []),
    ...(everyRow ? eachRow(setAside) : byReason(setAside)),
    ...result.wrong.map(({ invoice, reason }) => `  WRONG: invoice ${invoice}: ${reason}`),
  ].join('\n');
}

export function dayAsJson(result: DayResult): unknown {
  const money = (amount: number) => ({ amount, currency: CURRENCY });
  const { sumOursMinor, sumFileMinor, setAside, ...rest } = result;
  return {
    ...rest,
    sumOurs: money(sumOursMinor),
    sumFile: money(sumFileMinor),
    difference: money(sumOursMinor - sumFileMinor),
    rowsSetAside: setAside,
    rowsSetAsideByReason: Object.fromEntries(
      [...groups(setAside)].map(([reason, rows]) => [reason, rows.length]),
    ),
  };
}

function pounds(minor: number): string {
  return toDecimal({ amountMinor: minor, currency: CURRENCY });
}

function groups(setAside: readonly SetAside[]): Map<string, SetAside[]> {
  return new Map([...Map.groupBy(setAside, ({ reason }) => reason)].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function eachRow(setAside: readonly SetAside[]): string[] {
  return setAside.map(({ line, invoice, reason }) => `    line ${line}: invoice ${invoice}: ${reason}`);
}

/** Every row is named, adjacent ones as a range: "12 cancellation: lines 7, 30-32". */
function byReason(setAside: readonly SetAside[]): string[] {
  return [...groups(setAside)].map(([reason, rows]) => {
    const lines = ranges(rows.map(({ line }) => line));
    return `    ${rows.length} ${reason}: line${rows.length > 1 ? 's' : ''} ${lines}`;
  });
}

export function ranges(sorted: readonly number[]): string {
  const found: [number, number][] = [];
  for (const line of sorted) {
    const last = found.at(-1);
    if (last && last[1] + 1 === line) last[1] = line;
    else found.push([line, line]);
  }
  return found.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(', ');
}
