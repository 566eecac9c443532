import type { DomainError } from '@tradepost/decision';
import type { Sql } from '@tradepost/database';

/** A deed over several services: read down to see it succeed, read the undos up to see it refused. */
export type Saga<State extends object> = {
  /** Kept in its row: renaming one strands the rows of the old name. */
  readonly name: string;
  /** How long it tries to reach its pivot before it gives up and is undone. */
  readonly deadlineMs: number;
  readonly steps: readonly Step<State>[];
  /** After all undos: says so in our own tables, once, together with the saga's end (`run.progressSql`). */
  refused(state: State, why: Refusal, run: StepRun<State>): Promise<void | Saved<State>>;
  /** A person is needed: a step after the pivot, or an undo, keeps failing. */
  stuck?(state: State, why: Refusal, run: StepRun<State>): Promise<void | Saved<State>>;
};

export type Step<State extends object> = ForwardStep<State> | PivotStep<State>;

/** A step that is repeatable: its effect is keyed, so doing it twice is doing it once. */
export type ForwardStep<State extends object> = {
  readonly name: string;
  readonly pivot?: false;
  /** What one attempt may take (default 5 000). */
  readonly timeoutMs?: number;
  /** Returns the new state, or nothing when it stays as it is. */
  do(state: State, run: StepRun<State>): Promise<State | void | Saved<State>>;
  /**
   * Owed as soon as `do` may have been tried. Must tolerate "never happened", find its effect by the saga's id
   * rather than by what `do` returned, and win against its own `do` arriving late.
   */
  undo?(state: State, run: StepRun<State>): Promise<void>;
};

/**
 * From here on it only goes forward. Its effect is in our own tables and is written in one statement or
 * transaction with the progress, so nobody can ever wonder whether it happened.
 */
export type PivotStep<State extends object> = {
  readonly name: string;
  readonly pivot: true;
  readonly timeoutMs?: number;
  do(state: State, run: StepRun<State>): Promise<Saved<State>>;
};

/** What a step is told about the run it is part of. */
export type StepRun<State extends object> = {
  readonly sagaId: string;
  /** The same for every attempt of this step of this saga: the idempotency key of its remote call. */
  readonly key: string;
  /** 1 for the first. */
  readonly attempt: number;
  /** Fires when the step's time is up, or the service is going down and won't wait any longer. */
  readonly signal: AbortSignal;
  /**
   * The saga's own write, to be part of the step's statement (`WITH saga AS (${run.progressSql(next)}) UPDATE …`)
   * or transaction. It ends the whole statement when somebody else has taken the saga over.
   * Return `run.saved(next)` afterwards.
   */
  progressSql(next: State): Sql;
  /** Says that `progressSql` of the same state was committed; saves the engine its own write. */
  saved(next: State): Saved<State>;
};

/**
 * Thrown by a step before the pivot that waits for somebody outside: the saga sleeps, keeps `state`, and tries the
 * step again every `againMs`, or as soon as it is woken. Its deadline begins anew at `until`; what happens then is
 * the step's business.
 */
export class Waits extends Error {
  override readonly name = 'Waits';
  readonly state: object;
  readonly until: Date;
  readonly againMs: number;

  constructor(state: object, { until, againMs }: { until: Date; againMs: number }) {
    super(`waits until ${until.toISOString()}`);
    this.state = state;
    this.until = until;
    this.againMs = againMs;
  }
}

declare const proof: unique symbol;
/** Only `run.saved` makes one. */
export type Saved<State> = { readonly state: State; readonly [proof]: true };

/** Why a saga is undone or stuck: the "no" of a step, or nothing but faults until its time was up. */
export type Refusal =
  | { readonly kind: 'no'; readonly step: string; readonly error: DomainError }
  | { readonly kind: 'gave-up'; readonly step: string; readonly detail: string };

/** How a saga stands when this process is done waiting for it. */
export type Outcome<State> =
  /** Past its pivot; what is left happens by itself. */
  | { readonly kind: 'accepted'; readonly state: State }
  /** Everything is undone and `refused` was written. */
  | { readonly kind: 'refused'; readonly state: State; readonly why: Refusal }
  /** Not known yet: it goes on later, maybe elsewhere. */
  | { readonly kind: 'pending'; readonly state: State };

/** A saga about to be claimed by the request that asks for it. */
export type NewSaga<State extends object> = {
  readonly id: string;
  /**
   * `INSERT INTO sagas … SELECT … ${from}`, lease included, to be one CTE of the statement that makes the rest;
   * `from` (e.g. sql`FROM claimed`) makes it depend on another CTE: no row there, no saga.
   */
  insertSql(from?: Sql): Sql;
  /** Runs it here and now, after the insert was committed. Goes on whatever becomes of the caller. */
  run(): Running<State>;
};

/** A saga this process is working on. Neither promise ever rejects. */
export type Running<State> = {
  /** As soon as it passed its pivot, was undone, or went to sleep. What a request waits for. */
  readonly decided: Promise<Outcome<State>>;
  /** When this process stops working on it. */
  readonly ended: Promise<Outcome<State>>;
};

/** Checks a saga's shape where it is declared. */
export function defineSaga<State extends object>(saga: Saga<State>): Saga<State> {
  const names = new Set(saga.steps.map((step) => step.name));
  if (names.size < saga.steps.length) throw new Error(`saga ${saga.name}: two steps have the same name`);
  if (saga.steps.filter((step) => step.pivot).length > 1) throw new Error(`saga ${saga.name}: two pivots`);
  return saga;
}
