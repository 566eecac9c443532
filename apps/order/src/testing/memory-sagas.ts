import { DomainError } from '@tradepost/decision';
import {
  Sagas,
  SuspendSaga,
  type NewSaga,
  type Outcome,
  type Refusal,
  type Running,
  type Saga,
  type SagaWrite,
  type Saved,
  type Step,
  type StepRun,
} from '@tradepost/saga';

const ATTEMPTS = 3;

interface Sleeper {
  wake(): Running<object>;
  undo(why: Refusal): Running<object>;
}

/** Memory stores write no saga rows. */
const NO_WRITE = {} as SagaWrite;

const endedBy = (ended: Promise<Outcome<object>>): Running<object> => ({ decided: ended, ended });

/** Runs sagas in memory by the engine's rules, with three attempts instead of a deadline. */
export class MemorySagas extends Sagas {
  /** Every attempt of a step and every undo, in order. */
  readonly diary: string[] = [];
  private readonly asleep = new Map<string, Sleeper>();
  /** Called before every attempt of a step or undo; throws to break it on purpose. */
  before: (what: string, attempt: number) => void = () => {};

  override register<State extends object>(saga: Saga<State>): Saga<State> {
    return saga;
  }

  override begin<State extends object>(
    saga: Saga<State>,
    { id, state }: { id: string; state: State },
  ): NewSaga<State> {
    return { id, insert: () => NO_WRITE, run: () => this.run(saga, id, state, 0) };
  }

  override retry(_id: string): Promise<boolean> {
    return Promise.resolve(false);
  }

  override wake(id: string): Promise<Running<object> | undefined> {
    const sleeper = this.asleep.get(id);
    this.asleep.delete(id);
    return Promise.resolve(sleeper?.wake());
  }

  override undo(_name: string, id: string, error: DomainError): Promise<Running<object> | undefined> {
    const sleeper = this.asleep.get(id);
    this.asleep.delete(id);
    return Promise.resolve(sleeper?.undo({ kind: 'no', step: 'asked to stop', error }));
  }

  private run<State extends object>(
    saga: Saga<State>,
    id: string,
    begin: State,
    from: number,
  ): Running<State> {
    const decided = Promise.withResolvers<Outcome<State>>();
    const ended = this.forward(saga, id, begin, from, decided.resolve);
    void ended.then(decided.resolve);
    return { decided: decided.promise, ended };
  }

  private async forward<State extends object>(
    saga: Saga<State>,
    id: string,
    begin: State,
    from: number,
    tell: (outcome: Outcome<State>) => void,
  ): Promise<Outcome<State>> {
    const pivot = saga.steps.findIndex((step) => step.pivot);
    let state = begin;
    for (const [i, step] of saga.steps.entries()) {
      if (i < from) continue;
      const done = await this.attempt<State>(id, step, state);
      if ('waits' in done) {
        this.asleep.set(id, {
          wake: () => this.run(saga, id, done.waits, i),
          undo: (why) => endedBy(this.backward(saga, id, done.waits, { tried: pivot, why })),
        });
        return { kind: 'pending', state: done.waits };
      }
      if ('why' in done) {
        if (i > pivot) {
          await saga.stuck?.(state, done.why, runOf(id, step.name, 1));
          return { kind: 'accepted', state };
        }
        return this.backward(saga, id, state, { tried: i + 1, why: done.why });
      }
      state = done.state;
      if (i === pivot) tell({ kind: 'accepted', state });
    }
    return { kind: 'accepted', state };
  }

  private async backward<State extends object>(
    saga: Saga<State>,
    id: string,
    state: State,
    { tried, why }: { tried: number; why: Refusal },
  ): Promise<Outcome<State>> {
    await this.undoSteps(id, saga.steps.slice(0, tried), state);
    await saga.refused(state, why, runOf(id, 'refused', 1));
    return { kind: 'refused', state, why };
  }

  private async attempt<State extends object>(
    id: string,
    step: Step<State>,
    state: State,
  ): Promise<{ state: State } | { why: Refusal } | { waits: State }> {
    let detail = '';
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      try {
        this.before(step.name, attempt);
        this.diary.push(step.name);
        return { state: stateOf((await step.do?.(state, runOf(id, step.name, attempt))) ?? state) };
      } catch (error) {
        if (error instanceof SuspendSaga) return { waits: error.state as State };
        if (error instanceof DomainError) return { why: { kind: 'no', step: step.name, error } };
        detail = String(error);
      }
    }
    return { why: { kind: 'gave-up', step: step.name, detail } };
  }

  private async undoSteps<State extends object>(
    id: string,
    tried: readonly Step<State>[],
    state: State,
  ): Promise<void> {
    for (const step of [...tried].reverse()) {
      if (step.pivot || !step.undo) continue;
      this.diary.push(`undo ${step.name}`);
      await step.undo(state, runOf(id, step.name, 1));
    }
  }
}

interface Marked<State> {
  readonly saved: State;
}

function stateOf<State extends object>(result: State | Saved<State>): State {
  return 'saved' in result ? (result as Marked<State>).saved : (result as State);
}

/** A step's run outside the engine: nothing is written for it. */
export function runOf<State extends object>(sagaId: string, step: string, attempt: number): StepRun<State> {
  return {
    sagaId,
    key: `${sagaId}/${step}`,
    attempt,
    signal: new AbortController().signal,
    progress: () => NO_WRITE,
    saved: (next) => ({ saved: next }) as unknown as Saved<State>,
  };
}
