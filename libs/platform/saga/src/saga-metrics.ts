import { type Metrics, PLATFORM_SERIES, TABLE_AGE_MS } from '@tradepost/observability';
import type { Outcome, Saga } from './saga.ts';
import type { OpenSagas, SagaStore } from './saga-store.ts';

const STATES = ['running', 'undoing', 'stuck'] as const;

/** What became of one attempt of a step. */
export type StepOutcome = 'done' | 'failed' | 'waits' | 'undone';

/** Metrics of sagas. `sagas_open{state="stuck"}` above 0 means that an operator must act. */
export class SagaMetrics {
  private readonly names = new Set<string>();
  private readonly failures;
  private readonly runs;
  private readonly steps;
  private readonly open;
  private readonly oldestAge;

  constructor(store: SagaStore, metrics: Metrics | undefined) {
    const { stepFailures, run, step, open, oldestAge } = PLATFORM_SERIES.sagas;
    this.failures = metrics?.counter(stepFailures);
    this.runs = metrics?.histogram(run);
    this.steps = metrics?.histogram(step);
    this.open = metrics?.gauge(open);
    this.oldestAge = metrics?.gauge(oldestAge);
    metrics?.onScrape(async () => this.show(await store.countOpen()), { minAgeMs: TABLE_AGE_MS });
  }

  /** Its series exist from now on, at 0. */
  registered({ name, steps }: Pick<Saga<object>, 'name' | 'steps'>): void {
    this.names.add(name);
    for (const { name: step } of steps) this.failures?.inc({ saga: name, step }, 0);
  }

  failed(saga: string, step: string): void {
    this.failures?.inc({ saga, step });
  }

  attempted(saga: string, step: string, outcome: StepOutcome, ms: number): void {
    this.steps?.observe({ saga, step, outcome }, ms / 1_000);
  }

  ended(saga: string, outcome: Outcome<object>['kind'], ms: number): void {
    this.runs?.observe({ saga, outcome }, ms / 1_000);
  }

  private show(found: readonly OpenSagas[]): void {
    for (const saga of new Set([...this.names, ...found.map(({ name }) => name)])) {
      const own = found.filter(({ name }) => name === saga);
      for (const state of STATES)
        this.open?.set({ saga, state }, own.find(({ status }) => status === state)?.n ?? 0);
      this.oldestAge?.set({ saga }, Math.max(0, ...own.map(({ oldestAgeSeconds }) => oldestAgeSeconds)));
    }
  }
}
