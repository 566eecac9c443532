import { createHash } from 'node:crypto';
import type { Client } from 'pg';
import { noise } from '../large-catalogue.ts';
import { type CutOptions, otherId, type Stamp } from './stamp.ts';
import { customerEmail, guestEmail } from './template-orders.ts';

const DAY_S = 86_400;
export const YEAR_S = 365 * DAY_S;
/** After those who made the purchases that are copied. */
const FIRST_CUSTOMER = 8;
export const HEAVY_CUSTOMER = FIRST_CUSTOMER;
/** Orders of that customer. */
const HEAVY_ORDERS = 10_000;
const GUESTS = 200_000;

/** Copies in the order of their time. */
export interface Series {
  readonly ids: readonly string[];
  readonly count: number;
  readonly optionsOf: (template: number) => CutOptions;
  readonly templateOf: (copy: number) => number;
  readonly stampOf: (copy: number) => Stamp;
  /** The first copy that is not older than this. */
  readonly since: (days: number | undefined) => number;
}

interface Span {
  readonly count: number;
  /** Of the first and the last copy. */
  readonly fromS: number;
  readonly toS: number;
}

const timeOf = ({ count, fromS, toS }: Span, copy: number): number =>
  Math.round(fromS + ((toS - fromS) * copy) / count);

const sinceIn =
  ({ count, fromS, toS }: Span) =>
  (days: number | undefined): number =>
    days === undefined ? 0 : Math.max(0, Math.ceil((count * (toS - days * DAY_S - fromS)) / (toS - fromS)));

/** What is never another: products and staff. */
export async function readKept(db: Client): Promise<Set<string>> {
  const { rows } = await db.query<{ id: string }>(
    `SELECT id FROM product.variants UNION ALL SELECT id FROM product.products UNION ALL SELECT id FROM product.locations
     UNION ALL SELECT id FROM "user".users`,
  );
  return new Set(rows.map(({ id }) => id));
}

interface TemplateRow {
  readonly id: string;
  readonly at: number;
}
interface Customer extends TemplateRow {
  readonly email: string;
}
interface Order extends TemplateRow {
  readonly number: string;
  readonly email: string;
  readonly user_id: string | null;
}

const around = (at: number): Pick<CutOptions, 'fromS' | 'toS'> => ({
  fromS: at - DAY_S,
  toS: at + 60 * DAY_S,
});

/** Customers, registered in the year before the orders. */
export function customersOf(
  templates: readonly Customer[],
  count: number,
  kept: ReadonlySet<string>,
  endS: number,
) {
  const span: Span = { count, fromS: endS - 2 * YEAR_S, toS: endS - YEAR_S };
  const templateOf = (copy: number): number => copy % templates.length;
  const of = (copy: number): Customer => templates[templateOf(copy)] as Customer;
  const shiftS = (copy: number): number => timeOf(span, copy) - of(copy).at;
  const numberOf = (copy: number): number => FIRST_CUSTOMER + copy;
  const idOf = (copy: number): string => otherId(of(copy).id, numberOf(copy), shiftS(copy));
  const series: Series = {
    ...{ ids: templates.map(({ id }) => id), count, templateOf, since: sinceIn(span) },
    optionsOf: (at) => ({
      ...{ kept, words: [templates[at]?.email ?? '', templates[at]?.id ?? ''] },
      ...around(templates[at]?.at ?? 0),
    }),
    stampOf: (copy) => ({
      ...{ copy: numberOf(copy), shiftS: shiftS(copy) },
      wordFor: (word) => (word.includes('@') ? customerEmail(numberOf(copy)) : idOf(copy)),
    }),
  };
  return { series, idOf, emailOf: (copy: number): string => customerEmail(numberOf(copy)) };
}

type Customers = ReturnType<typeof customersOf>;

/** Orders of a year until `endS`, of customers and guests as their templates are. */
export function ordersOf(
  templates: readonly Order[],
  count: number,
  kept: ReadonlySet<string>,
  { customers, endS, firstNumber }: { customers: Customers; endS: number; firstNumber: number },
): Series {
  const span: Span = { count, fromS: endS - YEAR_S, toS: endS };
  const templateOf = (copy: number): number => noise(copy, 50, templates.length);
  const of = (copy: number): Order => templates[templateOf(copy)] as Order;
  const customerOf = customersByOrder(count, (copy) => of(copy).user_id !== null, customers.series.count);
  const wordFor = (copy: number, word: string): string => {
    const { number, email, user_id: userId } = of(copy);
    const customer = customerOf[copy] ?? 0;
    const newEmail = userId === null ? guestEmail(noise(copy, 51, GUESTS)) : customers.emailOf(customer);
    if (word === number) return `TP-${firstNumber + copy}`;
    if (word === email) return newEmail;
    return word === userId
      ? customers.idOf(customer)
      : customerKey(userId === null ? `guest ${newEmail}` : `user ${customers.idOf(customer)}`);
  };
  return {
    ...{ ids: templates.map(({ id }) => id), count, templateOf, since: sinceIn(span) },
    optionsOf: (at) => {
      const { number, email, user_id: userId, at: atS } = templates[at] as Order;
      const key = customerKey(userId === null ? `guest ${email}` : `user ${userId}`);
      return { kept, words: [number, email, key, ...(userId === null ? [] : [userId])], ...around(atS) };
    },
    stampOf: (copy) => ({
      ...{ copy: copy + 1, shiftS: timeOf(span, copy) - of(copy).at },
      wordFor: (word) => wordFor(copy, word),
    }),
  };
}

/** As apps/order/src/io/customer-key.ts makes it. */
const customerKey = (who: string): string => createHash('sha256').update(who).digest('base64url');

/** The first customer gets ten thousand of the orders, in equal distances. */
function customersByOrder(
  count: number,
  isCustomers: (copy: number) => boolean,
  customers: number,
): Int32Array {
  const of = new Int32Array(count);
  let ordered = 0;
  // Six of ten orders are those of customers.
  const every = Math.max(2, Math.floor((count * 0.6) / HEAVY_ORDERS));
  for (let copy = 0; copy < count; copy++)
    if (isCustomers(copy)) of[copy] = ordered++ % every === 0 ? 0 : 1 + noise(copy, 52, customers - 1);
  return of;
}

/** Carts that were left, of the days that such carts stay. */
export function cartsOf(
  templates: readonly TemplateRow[],
  count: number,
  kept: ReadonlySet<string>,
  endS: number,
) {
  const span: Span = { count, fromS: endS - 30 * DAY_S, toS: endS };
  const templateOf = (copy: number): number => copy % templates.length;
  const series: Series = {
    ...{ ids: templates.map(({ id }) => id), count, templateOf, since: sinceIn(span) },
    optionsOf: (at) => ({ kept, words: [], ...around(templates[at]?.at ?? 0) }),
    stampOf: (copy) => ({
      ...{ copy: copy + 1, shiftS: timeOf(span, copy) - (templates[templateOf(copy)]?.at ?? 0) },
      wordFor: (word) => word,
    }),
  };
  return series;
}
