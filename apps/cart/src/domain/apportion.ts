import { money, type Money } from '@tradepost/decision';

/**
 * Splits an amount in proportion to the weights; the parts add up to the amount. What rounding leaves over goes to the
 * parts that lost most by it. Weights that are all 0 count as equal.
 */
export function apportion({ amountMinor, currency }: Money, weights: readonly number[]): Money[] {
  const total = weights.reduce((sum, weight) => sum + BigInt(weight), 0n);
  if (total === 0n && weights.length > 0)
    return apportion(
      { amountMinor, currency },
      weights.map(() => 1),
    );
  const parts = weights.map((weight, index) => {
    const exact = BigInt(amountMinor) * BigInt(weight);
    return { index, whole: exact / total, rest: exact % total };
  });
  let left = Number(parts.reduce((rest, { whole }) => rest - whole, BigInt(amountMinor)));
  for (const part of parts.toSorted((a, b) => Number(b.rest - a.rest) || a.index - b.index)) {
    if (left <= 0) break;
    part.whole += 1n;
    left -= 1;
  }
  return parts.map(({ whole }) => money(Number(whole), currency));
}
