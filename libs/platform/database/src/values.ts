/** An int8 of Prisma as a number: money, counters. @throws RangeError beyond 2^53, where it would be another number */
export function toSafeNumber(value: bigint): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw new RangeError(`bigint ${value} is outside the safe range`);
  return number;
}

/** Text for `contains` and `LIKE`, in which `%` and `_` mean themselves. */
export function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}
