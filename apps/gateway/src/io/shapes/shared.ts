import { Type, type TSchema } from 'typebox';
import { named } from '../http/route.ts';

/** An object that refuses properties it does not know. */
export const shape = <P extends Record<string, TSchema>>(properties: P) =>
  Type.Object(properties, { additionalProperties: false });

export const nullable = <S extends TSchema>(schema: S) => Type.Union([schema, Type.Null()]);

/** One of a few words. */
export const oneOf = <W extends string>(words: readonly W[], description?: string) =>
  Type.Unsafe<W>({ type: 'string', enum: [...words], ...(description && { description }) });

export const Id = Type.String({ format: 'uuid', description: 'UUID' });
export const Time = Type.String({ format: 'date-time', description: 'ISO 8601, UTC' });
export const Version = Type.Integer({ minimum: 0, description: 'Grows with every change' });
/** A language that somebody wants to be written to in. */
export const Locale = Type.String({
  pattern: '^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$',
  maxLength: 35,
  description: 'BCP 47. Mails are written in en and de; others get en. Default: by Accept-Language',
});
/** Text that people typed: not only blanks. */
export const words = (maxLength: number) => Type.String({ minLength: 1, maxLength, pattern: '\\S' });

export const Money = named(
  'Money',
  shape({
    amount: Type.Integer({ description: 'Minor units (pence, cents)' }),
    currency: Type.String({ pattern: '^[A-Z]{3}$', description: 'ISO 4217' }),
  }),
);

/** What somebody pays or is paid: never negative. */
export const Price = named(
  'Price',
  shape({
    amount: Type.Integer({ minimum: 0, maximum: 999_999_999_999, description: 'Minor units (pence, cents)' }),
    currency: Type.String({ pattern: '^[A-Z]{3}$', description: 'ISO 4217' }),
  }),
);

export const Address = named(
  'Address',
  shape({
    name: words(200),
    line1: words(200),
    line2: Type.Optional(Type.String({ maxLength: 200 })),
    city: words(100),
    region: Type.Optional(Type.String({ maxLength: 100 })),
    postalCode: Type.String({ minLength: 1, maxLength: 20 }),
    country: Type.String({ pattern: '^[A-Z]{2}$', description: 'ISO 3166-1 alpha-2' }),
  }),
);

export const Totals = named(
  'Totals',
  shape({
    items: Money,
    discount: Money,
    shipping: Money,
    tax: Money,
    grand: Money,
    taxIncluded: Type.Boolean({ description: 'grand = items − discount + shipping, + tax unless included' }),
  }),
);

export const Quantity = Type.Integer({ minimum: 1, maximum: 999_999 });

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
  cursor: Type.Optional(Type.String({ maxLength: 1_000, description: 'nextCursor of the page before' })),
  limit: Type.Integer({ minimum: 1, maximum: 100, default: 20 }),
};

export const page = <S extends TSchema>(item: S) =>
  shape({
    items: Type.Array(item),
    nextCursor: nullable(Type.String({ description: 'null: this was the last page' })),
  });
