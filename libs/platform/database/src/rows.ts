/** `priceMinor` as the column is named: `price_minor`. */
type SnakeCase<Name extends string> = Name extends `${infer First}${infer Rest}`
  ? First extends Lowercase<First>
    ? `${First}${SnakeCase<Rest>}`
    : `_${Lowercase<First>}${SnakeCase<Rest>}`
  : Name;

/** What `pg` returns where Prisma has a type of its own. */
type FromPg<Value> = Value extends bigint ? number : Value extends Uint8Array ? Buffer : Value;

/**
 * The row that SQL returns for a Prisma model: `Pick<RowOf<Stock>, 'variant_id' | 'held'>`. A wrong column or type does not
 * compile. It relies on fields being the strict camelCase of their columns.
 */
export type RowOf<Model> = { [Name in keyof Model & string as SnakeCase<Name>]: FromPg<Model[Name]> };

/** The same under the names of the fields, for columns that are selected `AS "priceMinor"`. */
export type FieldsOf<Model> = { [Name in keyof Model]: FromPg<Model[Name]> };
