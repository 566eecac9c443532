import {
  ADDRESS,
  AMOUNT_MINOR,
  CURSOR_LENGTH,
  ACCOUNT,
  PAGE_SIZE,
  QUANTITY,
  SEARCH,
} from '@tradepost/contracts/limits';
import { type Static, Type, type TSchema } from 'typebox';
import { NO_NUL, NOT_BLANK } from '../http/faults.ts';
import { named, shape } from '../http/schema.ts';

export const nullable = <S extends TSchema>(schema: S) => Type.Union([schema, Type.Null()]);

/** One of a few words. */
export const oneOf = <W extends string>(words: readonly W[], description?: string) =>
  Type.Unsafe<W>({ type: 'string', enum: [...words], ...(description && { description }) });

export const Id = Type.String({ format: 'uuid', description: 'UUID' });
export const Time = Type.String({ format: 'date-time', description: 'ISO 8601, UTC' });
export const Version = Type.Integer({ minimum: 0, description: 'Grows with every change' });

/** The id in a path. */
export const ById = shape({ id: Id });
export type ById = Static<typeof ById>;

/** A write without content. */
export const Empty = shape({});
export type Empty = Static<typeof Empty>;

/** Language of mails. */
export const Locale = Type.String({
  pattern: '^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$',
  maxLength: ACCOUNT.locale,
  description: 'BCP 47. Mails are written in en and de; others get en. Default: by Accept-Language',
});
/** Text that people type: not only blanks. */
export const words = (maxLength: number) => Type.String({ minLength: 1, maxLength, pattern: NOT_BLANK });

/** What staff search a list for. */
export const searchText = (description: string) =>
  Type.String({ maxLength: SEARCH.text, pattern: NO_NUL, description });

export const Money = named(
  'Money',
  shape({
    amount: Type.Integer({ description: 'Minor units (pence, cents)' }),
    currency: Type.String({ pattern: '^[A-Z]{3}$', description: 'ISO 4217' }),
  }),
);
export type Money = Static<typeof Money>;

/** What is paid: never negative. */
export const Price = named(
  'Price',
  shape({
    amount: Type.Integer({
      minimum: 0,
      maximum: AMOUNT_MINOR.amount,
      description: 'Minor units (pence, cents)',
    }),
    currency: Type.String({ pattern: '^[A-Z]{3}$', description: 'ISO 4217' }),
  }),
);

export const Address = named(
  'Address',
  shape({
    name: words(ADDRESS.name),
    line1: words(ADDRESS.line1),
    line2: Type.Optional(Type.String({ maxLength: ADDRESS.line2 })),
    city: Type.Optional(
      Type.String({
        maxLength: ADDRESS.city,
        description: 'Required where addresses of the country have one',
      }),
    ),
    region: Type.Optional(
      Type.String({
        maxLength: ADDRESS.region,
        description: 'State, province or county; in the US, Canada and Australia its code, such as NY',
      }),
    ),
    postalCode: Type.Optional(
      Type.String({
        maxLength: ADDRESS.postalCode,
        description: 'Required where addresses of the country have one',
      }),
    ),
    country: Type.String({
      pattern: '^[A-Za-z]{2}$',
      description: 'Officially assigned code of ISO 3166-1 alpha-2: GB, not UK; answers have it in capitals',
    }),
  }),
);
export type Address = Static<typeof Address>;

const TaxRate = Type.Number({ minimum: 0, description: 'Percent, such as 20 or 25.5' });

/** The tax of a line after its part of the discount. */
export const LineTax = named('LineTax', shape({ rate: TaxRate, amount: Money }));
export type LineTax = Static<typeof LineTax>;

export const TaxLine = named('TaxLine', shape({ rate: TaxRate, net: Money, tax: Money }));
export type TaxLine = Static<typeof TaxLine>;

export const Totals = named(
  'Totals',
  shape({
    items: Money,
    discount: Money,
    shipping: Money,
    tax: Money,
    grand: Money,
    taxIncluded: Type.Boolean({ description: 'grand = items − discount + shipping, + tax unless included' }),
    taxLines: Type.Array(TaxLine, {
      description:
        'The tax by rate, with its part of the shipping; Σ tax = tax, Σ net + tax = grand. ' +
        'Empty: the destination is not known yet, or an order from before it was split',
    }),
  }),
);
export type Totals = Static<typeof Totals>;

export const Quantity = Type.Integer({ minimum: QUANTITY.min, maximum: QUANTITY.max });

export const Problem = named(
  'Problem',
  Type.Object({
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.String(),
    instance: Type.String(),
    code: Type.String({ description: 'Stable' }),
    traceId: Type.String(),
    errors: Type.Optional(
      Type.Array(Type.Object({ code: Type.String(), detail: Type.Optional(Type.String()) })),
    ),
  }),
);

export const PageQuery = {
  cursor: Type.Optional(
    Type.String({ maxLength: CURSOR_LENGTH, description: 'nextCursor of the page before' }),
  ),
  limit: Type.Integer({ minimum: PAGE_SIZE.min, maximum: PAGE_SIZE.max, default: PAGE_SIZE.default }),
};

/** A page without filters. */
export const AnyPage = shape(PageQuery);
export type AnyPage = Static<typeof AnyPage>;

export const page = <S extends TSchema>(item: S) =>
  shape({
    items: Type.Array(item),
    nextCursor: nullable(Type.String({ description: 'null: this was the last page' })),
  });

export const list = <S extends TSchema>(item: S) => shape({ items: Type.Array(item) });
