import type { RowOf } from '@tradepost/database';

/** A column as Prisma reads it, or as SQL does: there an int8 is a number, and a time inside jsonb is text. */
type StoredValue<Value> = Value extends bigint ? bigint | number : Value extends Date ? Date | string : Value;

/** A model as both read it, so that one mapper serves both. */
export type Stored<Model> = { readonly [Name in keyof Model]: StoredValue<Model[Name]> };

const names = new Map<string, string>();

/** The field of a column: `price_minor` → `priceMinor`. */
function fieldOf(column: string): string {
  const known = names.get(column);
  if (known !== undefined) return known;
  const field = column.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  names.set(column, field);
  return field;
}

/** A row of SQL with the field names of its model. */
export function fromRow<Model>(row: RowOf<Model>): Stored<Model> {
  const fields = Object.entries(row).map(([column, value]) => [fieldOf(column), value] as const);
  return Object.fromEntries(fields) as Stored<Model>;
}

/** @throws RangeError beyond 2^53 */
export function toNumber(value: bigint | number): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw new RangeError(`int8 ${value} is outside the safe range`);
  return number;
}
