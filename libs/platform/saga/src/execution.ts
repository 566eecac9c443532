import { setTimeout as pauseFor } from 'node:timers/promises';
import { type Attempt, type Attempted, Attempts, type ProcessContext } from './attempts.ts';
import { describe, fromStored } from './refusal.ts';
import type { Outcome, PivotStep, Refusal, Saga, Saved, Step, StepRun, SuspendSaga } from './saga.ts';
import { isLeaseLost, type Place, type Progress, type SagaRow, type SagaStore } from './saga-store.ts';

/** A saga whose lease this process holds. */
export interface Claim<State> {
  readonly id: string;
  readonly lease: string;
  readonly step: number;
  readonly status: 'running' | 'undoing';
  readonly state: State;
  readonly refusal: Refusal | undefined;
  readonly attempts: number;
  /** On the monotonic clock of this process. */
  readonly deadline: number;
  /** True: another process may have tried steps without recording it. */
  readonly isResumed: boolean;
}

export type Engine = ProcessContext & { readonly store: SagaStore; readonly leaseMs: number };

type End<State> = Outcome<State> | 'lost';

const SAVE_TRIES = 3;
const STEP_TIMEOUT_MS = 5_000;
const STUCK_AGAIN_MS = 60_000;
// Each reload adopts the row's state; more than a few indicate a bug.
const MAX_RELOADS = 5;

/** Runs one saga for as long as this process holds its lease. The protocol is in docs/adr/0005-saga-progress.md. */
export class Execution<State extends object> {
  /** On the monotonic clock of this process; the runner moves it with each renewal. */
  leaseUntil: number;
  readonly id: string;
  readonly lease: string;
  private readonly saga: Saga<State>;
  private readonly engine: Engine;
  private readonly attempts: Attempts;
  private readonly pivot: number;
  private readonly deadline: number;
  private readonly accept: (outcome: Outcome<State>) => void;
  private place: Place;
  private state: State;
  private refusal: Refusal | undefined;
  /** Index of the next step; all before it are done. */
  private at: number;
  /** Steps below this index may have been tried: their undos must run. */
  private tried: number;

  constructor(
    saga: Saga<State>,
    claim: Claim<State>,
    engine: Engine,
    leaseUntil: number,
    accept: (outcome: Outcome<State>) => void,
  ) {
    this.saga = saga;
    this.engine = engine;
    this.id = claim.id;
    this.lease = claim.lease;
    this.leaseUntil = leaseUntil;
    this.accept = accept;
    this.place = { id: claim.id, lease: claim.lease, step: claim.step, status: claim.status };
    this.state = claim.state;
    this.refusal = claim.refusal;
    this.deadline = claim.deadline;
    this.at = claim.step;
    this.pivot = pivotOf(saga);
    this.tried = claim.isResumed ? this.pivot : claim.step;
    this.attempts = new Attempts(engine, claim.attempts, () => performance.now() < this.leaseUntil);
  }

  async run(): Promise<Outcome<State>> {
    for (let reloads = 0; reloads < MAX_RELOADS; reloads++) {
      const end = this.refusal ? await this.backward() : await this.forward();
      if (end !== 'lost') return end;
      // Possibly only the response to our own write was lost; the row tells.
      const row = await this.engine.store.find(this.id).catch(() => undefined);
      if (row?.lease !== this.lease || performance.now() >= this.leaseUntil) return this.outcomeOf(row);
      this.adopt(row);
    }
    return this.pending();
  }

  private async forward(): Promise<End<State>> {
    while (this.at < this.saga.steps.length) {
      if (this.isPastPivot) this.accept({ kind: 'accepted', state: this.state });
      const step = this.saga.steps[this.at] as Step<State>;
      if (!step.pivot && step.isNeeded?.(this.state) === false) {
        this.at++;
        continue;
      }
      if (!this.isPastPivot && performance.now() >= this.deadline) return this.beginUndo(outOfTime(step));
      this.tried = Math.max(this.tried, this.at + 1);
      const attempt = this.attemptOf(step, this.isPastPivot ? undefined : this.deadline);
      const result = await this.attempt(attempt, { step: this.at + 1 }, (run) => this.perform(step, run));
      if (result.kind === 'failed')
        return this.isPastPivot ? this.stuck(result.why) : this.beginUndo(result.why);
      if (result.kind !== 'ok') return this.pause(result);
      this.advance(step, result.value);
    }
    if (this.place.status !== 'done' && !(await this.save({ status: 'done' }))) return 'lost';
    return { kind: 'accepted', state: this.state };
  }

  private async perform(step: Step<State>, run: StepRun<State>): Promise<State | void | Saved<State>> {
    if (step.do) return step.do(this.state, run);
    await this.engine.store.execute(run.progress(this.state));
    return run.saved(this.state);
  }

  private advance(step: Step<State> | PivotStep<State>, result: State | void | Saved<State>): void {
    this.at++;
    if (isSaved(result)) {
      this.state = result.state;
      this.moved({ status: this.at === this.saga.steps.length ? 'done' : 'running' });
    } else if (step.pivot) {
      throw new Error(
        `saga ${this.saga.name}: the pivot "${step.name}" must write its progress with its effect`,
      );
    } else if (result) {
      this.state = result;
    }
  }

  /** Recorded in the row before the first undo: a step must not be retried once its undo began. */
  private async beginUndo(why: Refusal): Promise<End<State>> {
    this.refusal = why;
    const isOwed = this.saga.steps
      .slice(0, this.tried)
      .some((step) => !step.pivot && step.undo !== undefined);
    if (isOwed && !(await this.save({ status: 'undoing', error: describe(why) }))) return 'lost';
    return this.backward();
  }

  private async backward(): Promise<End<State>> {
    const why = this.refusal as Refusal;
    for (; this.tried > 0; this.tried--) {
      const step = this.saga.steps[this.tried - 1] as Step<State>;
      if (step.pivot || !step.undo) continue;
      const undo = step.undo.bind(step);
      const attempt = { ...this.attemptOf(step, undefined), what: 'undone' as const };
      const result = await this.attempt(attempt, {}, (run) => undo(this.state, run));
      if (result.kind === 'failed') return this.stuck(result.why);
      if (result.kind !== 'ok') return this.pause(result);
    }
    return this.refuse(why);
  }

  private async refuse(why: Refusal): Promise<End<State>> {
    const attempt = {
      step: 'refused',
      what: 'done' as const,
      timeoutMs: STEP_TIMEOUT_MS,
      deadline: undefined,
    };
    const result = await this.attempt(attempt, { status: 'undone' }, (run) =>
      this.saga.refused(this.state, why, run),
    );
    if (result.kind === 'failed') return this.stuck(result.why);
    if (result.kind !== 'ok') return this.pause(result);
    if (isSaved(result.value)) this.state = result.value.state;
    else if (!(await this.save({ status: 'undone' }))) return 'lost';
    return { kind: 'refused', state: this.state, why };
  }

  private async stuck(why: Refusal): Promise<End<State>> {
    const change = { status: 'stuck' as const, error: describe(why) };
    const attempt = { step: 'stuck', what: 'done' as const, timeoutMs: STEP_TIMEOUT_MS, deadline: 0 };
    const result = await this.attempt(attempt, change, async (run) =>
      this.saga.stuck?.(this.state, why, run),
    );
    if (result.kind === 'lost') return 'lost';
    // The stuck handler reports to an operator, so it is retried until it succeeds.
    if (result.kind !== 'ok')
      return this.pause({ kind: 'parked', pauseMs: STUCK_AGAIN_MS, error: describe(why) });
    if (isSaved(result.value)) this.state = result.value.state;
    else if (!(await this.save(change))) return 'lost';
    return this.isPastPivot ? { kind: 'accepted', state: this.state } : this.pending();
  }

  /** Parks the saga and gives its lease back, with the progress made here. */
  private async pause(result: Exclude<Attempted<unknown>, { kind: 'ok' | 'failed' }>): Promise<End<State>> {
    if (result.kind === 'lost') return 'lost';
    if (result.kind === 'waits') return this.wait(result.wait);
    const { pauseMs, error } = result;
    if (!(await this.save({ error, next: { pauseMs }, attempts: this.attempts.failures }))) return 'lost';
    return this.isPastPivot ? { kind: 'accepted', state: this.state } : this.pending();
  }

  /** Sleeps until an external event; only steps before the pivot may ask for it. */
  private async wait({ state, until, againMs }: SuspendSaga): Promise<End<State>> {
    this.state = state as State;
    const leftMs = Math.max(0, until.getTime() - Date.now());
    const next = { pauseMs: Math.min(leftMs, againMs) };
    return (await this.save({ next, deadlineMs: leftMs + this.saga.deadlineMs })) ? this.pending() : 'lost';
  }

  private attempt<T>(
    attempt: Attempt,
    change: Partial<Progress>,
    work: (run: StepRun<State>) => Promise<T>,
  ): Promise<Attempted<T>> {
    return this.attempts.run(attempt, (signal, began) =>
      work({
        sagaId: this.id,
        attempt: this.attempts.failures + 1,
        signal,
        progress: (state) => {
          const log = [...this.attempts.log, this.attempts.entry(attempt, began)];
          return this.engine.store.saveProgress(this.place, this.progress({ ...change, state, log }));
        },
        saved: (state) => new SavedState(state) as unknown as Saved<State>,
      }),
    );
  }

  /** The engine's own write. @returns false when the lease is lost or the database can't be reached */
  private async save(change: Partial<Progress>): Promise<boolean> {
    const progress = this.progress(change);
    for (let tries = 1; performance.now() < this.leaseUntil; tries++) {
      try {
        await this.engine.store.execute(this.engine.store.saveProgress(this.place, progress));
        this.moved(progress);
        return true;
      } catch (error) {
        if (isLeaseLost(error) || tries === SAVE_TRIES) return false;
        await pauseFor(this.engine.backoff.firstMs * tries);
      }
    }
    return false;
  }

  private progress(change: Partial<Progress>): Progress {
    const step = change.step ?? this.at;
    const isLast = step === this.saga.steps.length;
    const status = change.status ?? (this.refusal ? 'undoing' : isLast ? 'done' : 'running');
    const isOver = status !== 'running' && status !== 'undoing';
    return {
      ...{ status, step, state: this.state, refusal: this.refusal, attempts: 0, error: undefined },
      log: this.attempts.log,
      next: isOver ? { pauseMs: 0 } : { leaseMs: this.engine.leaseMs },
      ...change,
    };
  }

  private moved(to: { status: Place['status'] }): void {
    this.place = { ...this.place, step: this.at, status: to.status };
    this.attempts.reset();
  }

  private adopt(row: SagaRow): void {
    this.place = { ...this.place, step: row.step, status: row.status };
    this.at = row.step;
    this.state = row.state as State;
    this.refusal = row.refusal ? fromStored(row.refusal) : undefined;
    if (this.refusal) this.tried = this.pivot;
    this.attempts.reset();
  }

  private outcomeOf(row: SagaRow | undefined): Outcome<State> {
    const state = (row?.state ?? this.state) as State;
    if (row?.status === 'undone' && row.refusal)
      return { kind: 'refused', state, why: fromStored(row.refusal) };
    const isAccepted = row?.status === 'done' || (row && !row.refusal && row.step > this.pivot);
    return { kind: isAccepted ? 'accepted' : 'pending', state };
  }

  private get isPastPivot(): boolean {
    return this.at > this.pivot;
  }

  private pending(): Outcome<State> {
    return { kind: 'pending', state: this.state };
  }

  private attemptOf(step: Step<State>, deadline: number | undefined): Attempt {
    return { step: step.name, what: 'done', timeoutMs: step.timeoutMs ?? STEP_TIMEOUT_MS, deadline };
  }
}

/** Index of the pivot. −1: its effect was written with the saga, which is past it from the start, whatever the time. */
function pivotOf<State extends object>({ steps }: Saga<State>): number {
  const pivot = steps.findIndex((step) => step.pivot);
  if (pivot === -1) return steps.length;
  return pivot === 0 && !steps[0]?.do ? -1 : pivot;
}

function outOfTime(step: { name: string }): Refusal {
  return { kind: 'gave-up', step: step.name, detail: 'the deadline passed before the step began' };
}

class SavedState {
  readonly state: object;
  constructor(state: object) {
    this.state = state;
  }
}

function isSaved<State>(value: State | void | Saved<State>): value is Saved<State> {
  return value instanceof SavedState;
}
