import { DomainError, transitions } from '@tradepost/decision';

/** What is reserved for one order: `held` until it is paid, sold when `committed`, `consumed` when its last parcel left. */
export type HoldState = 'held' | 'committed' | 'consumed' | 'released' | 'expired';

/** The SQL of holds takes its conditions from this table too (io/hold-states.sql.ts). */
export const holdMachine = transitions<HoldState>('hold', 'stock.hold_gone', {
  held: ['committed', 'released', 'expired'],
  committed: ['consumed', 'released'],
  consumed: [],
  released: [],
  expired: [],
});

export const HOLD_STATES = Object.keys(holdMachine.moves) as readonly HoldState[];

/** The states from which a hold may get to this one. */
export const statesBefore = (to: HoldState): readonly HoldState[] =>
  HOLD_STATES.filter((from) => holdMachine.allows(from, to));

/** Not given back: its items count against a limit per customer, and asking for the hold again changes nothing. */
export const isStanding = (state: HoldState): boolean => state !== 'released' && state !== 'expired';

/** `unknown`: there never was a hold for this order. */
export const holdGone = (state: HoldState | 'unknown'): DomainError =>
  new DomainError(
    'conflict',
    'stock.hold_gone',
    `No stock is held for this order any more (its hold is ${state}). Place a new order.`,
    { state },
  );
