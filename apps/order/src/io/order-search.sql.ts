import { join, nothing, sql, type Sql } from '@tradepost/database';
import { normaliseEmail } from '@tradepost/decision';
import { orderMachine, paymentMachine, type OrderState, type PaymentState } from '../domain/states.ts';

export interface OrderFilter {
  readonly userId?: string | undefined;
  readonly state?: OrderState | undefined;
  readonly paymentState?: PaymentState | undefined;
  /** Number, e-mail address or external reference. */
  readonly query?: string | undefined;
}

/** Ids of a page, newest first; undefined: all orders, or all of a user, for which there is an index. */
export function idsOfPage(filter: OrderFilter, limit: number, before: string | undefined): Sql | undefined {
  const { query, state, paymentState, userId } = filter;
  if (query !== undefined) return idsFound(query, conditionsOf(filter, before), limit);
  if (state === undefined && paymentState === undefined) return undefined;
  return idsInStates(filter, [...ofUser(userId), ...idBelow(before)], limit);
}

/**
 * The index `orders_by_states` has the ids of each pair of states in order, so a page is the newest of the newest of each pair:
 * with one state given, a page of each of the others is read and never all orders of a state.
 */
function idsInStates({ state, paymentState }: OrderFilter, conditions: readonly Sql[], limit: number): Sql {
  const states = state === undefined ? Object.keys(orderMachine.moves) : [state];
  const paymentStates = paymentState === undefined ? Object.keys(paymentMachine.moves) : [paymentState];
  return sql`
    SELECT newest.id FROM unnest(${states}::text[]) AS s (state), unnest(${paymentStates}::text[]) AS p (state),
      LATERAL (
        SELECT id FROM orders WHERE state = s.state AND payment_state = p.state ${alsoOf(conditions)}
        ORDER BY id DESC LIMIT ${limit}) AS newest
    ORDER BY newest.id DESC LIMIT ${limit}`;
}

/** A page by each of the three indexes: with OR, all orders of an e-mail address would be read for one page. */
function idsFound(query: string, conditions: readonly Sql[], limit: number): Sql {
  const by = (condition: Sql): Sql => sql`
    (SELECT id FROM orders WHERE ${condition} ${alsoOf(conditions)} ORDER BY id DESC LIMIT ${limit})`;
  return sql`
    SELECT id FROM (
      ${by(sql`number = upper(${query})`)} UNION ${by(sql`external_reference = ${query}`)}
      UNION ${by(sql`lower(email) = lower(${normaliseEmail(query) ?? query})`)}) AS found
    ORDER BY id DESC LIMIT ${limit}`;
}

const conditionsOf = ({ userId, state, paymentState }: OrderFilter, before: string | undefined): Sql[] => [
  ...ofUser(userId),
  ...(state === undefined ? [] : [sql`state = ${state}`]),
  ...(paymentState === undefined ? [] : [sql`payment_state = ${paymentState}`]),
  ...idBelow(before),
];
const ofUser = (userId: string | undefined): Sql[] =>
  userId === undefined ? [] : [sql`user_id = ${userId}`];
const idBelow = (id: string | undefined): Sql[] => (id === undefined ? [] : [sql`id < ${id}`]);
const alsoOf = (conditions: readonly Sql[]): Sql =>
  conditions.length === 0 ? nothing : sql`AND ${join(conditions, ' AND ')}`;
