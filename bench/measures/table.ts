import type { ScenarioResult } from './results.ts';
import { type Measures, median, type Ratio, ratioOf } from './statistics.ts';

/** Everything that was measured of a scenario: a column per side, and the ratio of the last to the first. */
export function tableOf({ name, callers, rounds }: ScenarioResult, sides: readonly string[]): string {
  const isCompared = sides.length > 1;
  const ratio = isCompared ? [`${sides.at(-1)} ÷ ${sides[0]}, median`, 'lowest to highest'] : [];
  const head = [`${name}, ${callers} callers, ${rounds.length} turns`, ...sides, ...ratio];
  const rows = Object.keys(rounds[0]?.at(-1) ?? {}).map((measure) => [
    measure,
    ...sides.map((_, side) => shown(medianOf(rounds, side, measure))),
    ...(isCompared ? shownRatio(ratioBetween(rounds, measure)) : []),
  ]);
  return markdown([head, ...rows]);
}

// For docs/performance.md: a row per scenario, a column per measure.
const SUMMARY: Readonly<Record<string, string>> = {
  'rate, 1/s': 'rate, 1/s',
  'p99, ms': 'p99, ms',
  'CPU of services, ms': 'services, ms',
  'CPU of Postgres, ms': 'Postgres, ms',
  'SQL statements': 'SQL',
  RPCs: 'RPCs',
  'Redis commands': 'Redis',
};
const RATIOS = ['rate, 1/s', 'CPU of services, ms', 'CPU of Postgres, ms'];

/** One line per scenario: what the release does, and what it is to the earlier one. */
export function summary(results: readonly ScenarioResult[], sides: readonly string[]): string {
  const isCompared = sides.length > 1;
  const ratios = isCompared ? RATIOS.map((name) => `${SUMMARY[name]} ÷ ${sides[0]}`) : [];
  const head = ['work', 'callers', ...Object.values(SUMMARY), 'failed', ...ratios];
  const rows = results.map(({ name, callers, rounds }) => [
    name,
    String(callers),
    ...Object.keys(SUMMARY).map((measure) => shown(medianOf(rounds, sides.length - 1, measure))),
    String(rounds.reduce((sum, round) => sum + (round.at(-1)?.['failed'] ?? 0), 0)),
    ...(isCompared ? RATIOS.map((measure) => spread(ratioBetween(rounds, measure))) : []),
  ]);
  return markdown([head, ...rows]);
}

const medianOf = (rounds: readonly Measures[][], side: number, measure: string): number =>
  median(rounds.map((round) => round[side]?.[measure] ?? NaN));

export const ratioBetween = (rounds: readonly Measures[][], measure: string, side = -1): Ratio | undefined =>
  ratioOf(rounds.map((round) => [round[0]?.[measure] ?? NaN, round.at(side)?.[measure] ?? NaN]));

/** Three digits say more than the spread allows. */
export const shown = (value: number): string => {
  if (Number.isNaN(value)) return '–';
  return value.toFixed(Math.abs(value) < 0.995 ? 2 : Math.abs(value) < 99.5 ? 1 : 0);
};

const shownRatio = (ratio: Ratio | undefined): string[] =>
  ratio ? [ratio.median.toFixed(2), `${ratio.lowest.toFixed(2)} to ${ratio.highest.toFixed(2)}`] : ['', ''];

export function spread(ratio: Ratio | undefined): string {
  const [middle = '', range = ''] = shownRatio(ratio);
  return middle && `${middle} (${range})`;
}

export function markdown(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${widths.map((width, at) => (cells[at] ?? '').padEnd(width)).join(' | ')} |`;
  const [head = [], ...body] = rows;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('\n');
}
