import { join, type Sql, sql } from '@tradepost/database';
import { HOLD_STATES, type HoldState, isStanding, statesBefore } from '../domain/hold.ts';

// Literals and not parameters: the partial indexes on `holds.state` serve only statements that name the states.
const LITERALS: Readonly<Record<HoldState, Sql>> = {
  held: sql`'held'`,
  committed: sql`'committed'`,
  consumed: sql`'consumed'`,
  released: sql`'released'`,
  expired: sql`'expired'`,
};

const listed = (states: readonly HoldState[]): Sql =>
  sql`(${join(
    states.map((state) => LITERALS[state]),
    ', ',
  )})`;

/** For `state IN …`: the states from which domain/hold.ts allows the move. */
export const STATES_BEFORE = {
  committed: listed(statesBefore('committed')),
  released: listed(statesBefore('released')),
  expired: listed(statesBefore('expired')),
} as const;

/** For `state IN …`: the holds that count against a limit per customer. */
export const STANDING = listed(HOLD_STATES.filter(isStanding));
