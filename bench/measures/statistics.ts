/** A turn's results by name, such as `p99, ms` or `CPU of cart, ms`. */
export type Measures = Readonly<Record<string, number>>;

export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)] ?? NaN;
  return Number.isInteger(middle) && sorted.length > 0 ? ((sorted[middle - 1] ?? NaN) + upper) / 2 : upper;
}

/** Of the pairs: what the second of each is to the first. */
export interface Ratio {
  readonly median: number;
  readonly lowest: number;
  readonly highest: number;
}

/** A pair's turns followed each other, so both met the same noise; turns of other pairs did not. */
export function ratioOf(pairs: readonly (readonly [number, number])[]): Ratio | undefined {
  const ratios = pairs.map(([first, second]) => second / first).filter(Number.isFinite);
  if (ratios.length === 0) return undefined;
  return { median: median(ratios), lowest: Math.min(...ratios), highest: Math.max(...ratios) };
}

/** Who begins changes with every round: what comes second finds warmer caches, or a machine that got busier. */
export const inTurns = <T>(sides: readonly T[], round: number): readonly T[] =>
  round % 2 === 0 ? sides : sides.toReversed();
