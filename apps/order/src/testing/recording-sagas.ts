import { SagaRunner, type NewSaga, type Saga, type Step } from '@tradepost/saga';
import { MemorySagaStore } from '@tradepost/saga/memory';

const quiet = { info: () => {}, warn: () => {}, error: () => {} };

/**
 * The saga engine on rows in memory. It records what it runs and can break it on purpose; it resumes nothing by itself,
 * so a saga that sleeps or is parked waits for the spec.
 */
export class RecordingSagas extends SagaRunner {
  /** Every step, and every undo, that began its work, in order. */
  readonly diary: string[] = [];
  /** Called before every attempt of a step, or of an undo (`undo hold stock`); throws to break it on purpose. */
  before: (what: string, attempt: number) => void = () => {};
  /** Time to reach the pivot, for specs of what takes too long; undefined: the saga's own. */
  deadlineMs: number | undefined;

  constructor(private readonly rows = new MemorySagaStore()) {
    const backoff = { firstMs: 1, inProcessMs: 1_000, maxMs: 5 };
    super({ store: rows, log: quiet, maxAttempts: 3, backoff });
  }

  private readonly begun: { id: string; name: string }[] = [];

  /** Those that are not over; `sleeping` waits for an event from outside. */
  async open(): Promise<{ id: string; name: string; status: 'running' | 'sleeping' | 'stuck' }[]> {
    const found = await Promise.all(
      this.begun.map(async ({ id, name }) => ({ id, name, row: await this.rows.find(id) })),
    );
    return found.flatMap(
      ({ id, name, row }): { id: string; name: string; status: 'running' | 'sleeping' | 'stuck' }[] => {
        if (row?.status === 'stuck') return [{ id, name, status: row.status }];
        if (row?.status !== 'running' && row?.status !== 'undoing') return [];
        return [{ id, name, status: row.lease === null ? 'sleeping' : 'running' }];
      },
    );
  }

  override register<State extends object>(saga: Saga<State>): Saga<State> {
    return super.register({ ...saga, steps: saga.steps.map((step) => this.recorded(step)) });
  }

  override begin<State extends object>(
    saga: Saga<State>,
    start: { id: string; state: State },
  ): NewSaga<State> {
    this.begun.push({ id: start.id, name: saga.name });
    return super.begin({ ...saga, deadlineMs: this.deadlineMs ?? saga.deadlineMs }, start);
  }

  private recorded<State extends object>(step: Step<State>): Step<State> {
    const note = (what: string, attempt: number): void => {
      this.before(what, attempt);
      this.diary.push(what);
    };
    if (step.pivot) {
      const { do: work } = step;
      if (!work) return step;
      return {
        ...step,
        do: async (state, run) => {
          note(step.name, run.attempt);
          return work(state, run);
        },
      };
    }
    const { undo } = step;
    return {
      ...step,
      do: async (state, run) => {
        note(step.name, run.attempt);
        return step.do(state, run);
      },
      ...(undo && {
        undo: async (state: State, run) => {
          note(`undo ${step.name}`, run.attempt);
          return undo(state, run);
        },
      }),
    };
  }
}
