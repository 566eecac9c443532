import type { DomainError } from '@tradepost/decision';

/** An operation over several services. Read the steps down for success and the undos up for refusal. */
export interface Saga<State extends object> {
  /** Stored in its row: after a rename, rows with the old name can't be resumed. */
  readonly name: string;
  /** Time to reach the pivot; after that the saga is undone. */
  readonly deadlineMs: number;
  readonly steps: readonly Step<State>[];
  /** After all undos: records the refusal in our own tables, once, together with the saga's end (`run.progress`). */
  refused(state: State, why: Refusal, run: StepRun<State>): Promise<void | Saved<State>>;
  /** A step after the pivot, or an undo, keeps failing: an operator must act. */
  stuck?(state: State, why: Refusal, run: StepRun<State>): Promise<void | Saved<State>>;
}

export type Step<State extends object> = ForwardStep<State> | PivotStep<State>;

/** A repeatable step: its effect is keyed, so repeating it changes nothing. */
export interface ForwardStep<State extends object> {
  readonly name: string;
  readonly pivot?: false;
  /** Timeout of one attempt (default 5 000). */
  readonly timeoutMs?: number;
  /** False: this state has nothing to do here, and the step is passed over. */
  isNeeded?(state: State): boolean;
  /** Returns the new state, or undefined if it is unchanged. */
  do(state: State, run: StepRun<State>): Promise<State | void | Saved<State>>;
  /**
   * Runs whenever `do` may have been tried. A refusal is no exception: the call that was refused may be a repeat of one
   * whose response was lost, and which takes effect later. Must tolerate "never happened", find its effect by the saga's id
   * rather than by what `do` returned, and win against its own `do` arriving late.
   */
  undo?(state: State, run: StepRun<State>): Promise<void>;
}

/**
 * From here on the saga only goes forward. The effect is in our own tables and is written in one statement or
 * transaction with the progress, so it is never unknown whether it happened.
 */
export interface PivotStep<State extends object> {
  readonly name: string;
  readonly pivot: true;
  readonly timeoutMs?: number;
  /** Absent: its effect was written with the saga itself; the engine records that the saga is past its pivot. */
  do?(state: State, run: StepRun<State>): Promise<Saved<State>>;
}

declare const write: unique symbol;
/**
 * A saga's own write, to be made with the change it belongs to. Flows pass it on; a store turns it into SQL (`sagaSql`).
 */
export interface SagaWrite {
  readonly [write]: true;
}

/** What a step gets to know about its run. */
export interface StepRun<State extends object> {
  readonly sagaId: string;
  /** 1 for the first. */
  readonly attempt: number;
  /** Aborts when the step's timeout passes or the service must shut down. */
  readonly signal: AbortSignal;
  /**
   * The saga's own write, to be part of the step's statement or transaction, which fails as a whole when another
   * process has taken the saga over. Return `run.saved(next)` afterwards.
   */
  progress(next: State): SagaWrite;
  /** Confirms that `progress` of the same state was committed; spares the engine its own write. */
  saved(next: State): Saved<State>;
}

/**
 * Thrown by a step before the pivot that waits for an external event: the saga sleeps, keeps `state`, and retries the
 * step every `againMs` or as soon as it is woken. Its deadline restarts at `until`; the step decides what happens then.
 */
export class SuspendSaga extends Error {
  override readonly name = 'SuspendSaga';
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
/** Only `run.saved` creates one. */
export interface Saved<State> {
  readonly state: State;
  readonly [proof]: true;
}

/** Why a saga is undone or stuck: a step's domain error, or only faults until its time was up. */
export type Refusal =
  | { readonly kind: 'no'; readonly step: string; readonly error: DomainError }
  | { readonly kind: 'gave-up'; readonly step: string; readonly detail: string };

/** The outcome of a saga as far as this process waited for it. */
export type Outcome<State> =
  /** Past its pivot; the remaining steps run in the background. */
  | { readonly kind: 'accepted'; readonly state: State }
  /** Everything is undone and `refused` was written. */
  | { readonly kind: 'refused'; readonly state: State; readonly why: Refusal }
  /** Not known yet: it continues later, possibly in another process. */
  | { readonly kind: 'pending'; readonly state: State };

/** A saga that the request is about to claim. */
export interface NewSaga<State extends object> {
  readonly id: string;
  /** The insert of its row, lease included, to be part of the statement that writes the rest. */
  insert(): SagaWrite;
  /** Runs it in this process after the insert was committed, even if the caller cancels. */
  run(): Running<State>;
}

/** A saga that this process runs. Neither promise ever rejects. */
export interface Running<State> {
  /** Resolves when it has passed its pivot, was undone, or sleeps. What a request waits for. */
  readonly decided: Promise<Outcome<State>>;
  /** Resolves when this process stops working on it. */
  readonly ended: Promise<Outcome<State>>;
}

/** What flows ask of the engine. */
export abstract class Sagas {
  /** Makes the sagas of this name resumable in this process; call it for each saga before the engine starts. */
  abstract register<State extends object>(saga: Saga<State>): Saga<State>;
  /** A new saga, leased by this process; insert it, then run it. Its state must survive JSON unchanged. */
  abstract begin<State extends object>(
    saga: Saga<State>,
    start: { readonly id: string; readonly state: State },
  ): NewSaga<State>;
  /** Continues a sleeping saga at once. @returns undefined when it has ended or is leased */
  abstract wake(id: string): Promise<Running<object> | undefined>;
  /**
   * Undoes a saga that sleeps before its pivot, for the given reason. A race with `wake` has one winner.
   * @returns undefined when it is past its pivot, undone already, or leased
   */
  abstract undo(name: string, id: string, error: DomainError): Promise<Running<object> | undefined>;
  /** Resumes a stuck saga after an operator has removed the cause. @returns false when it is not stuck */
  abstract retry(id: string): Promise<boolean>;
}

/** Checks a saga's shape where it is declared. */
export function defineSaga<State extends object>(saga: Saga<State>): Saga<State> {
  const names = new Set(saga.steps.map((step) => step.name));
  if (names.size < saga.steps.length) throw new Error(`saga ${saga.name}: two steps have the same name`);
  if (saga.steps.filter((step) => step.pivot).length > 1) throw new Error(`saga ${saga.name}: two pivots`);
  return saga;
}

// The engine never compares it; the column needs a value, and Postgres knows no endless interval before version 17.
const NEVER_MS = 100 * 365 * 86_400_000;

/**
 * A saga that begins with its decision already made, in the statement that inserts it: nothing can be refused or undone,
 * so it has no deadline, and each step is tried until it works or staff are needed.
 * @param begun name of its first step, the pivot, which was done by that statement
 */
export function defineForwardSaga<State extends object>({
  name,
  begun,
  steps,
}: {
  readonly name: string;
  readonly begun: string;
  readonly steps: readonly Omit<ForwardStep<State>, 'undo'>[];
}): Saga<State> {
  return defineSaga<State>({
    name,
    deadlineMs: NEVER_MS,
    steps: [{ name: begun, pivot: true }, ...steps],
    refused: (_state, why) => Promise.reject(new Error(`saga ${name} can't be refused: ${why.step}`)),
  });
}
