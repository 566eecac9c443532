import type { Metrics } from '@tradepost/observability';
import type { SagaStore } from './saga-store.ts';

/** Metrics of sagas. `sagas_open{status="stuck"}` above 0 means that an operator must act. */
export class SagaMetrics {
  readonly failed: (saga: string, step: string) => void;
  readonly ended: (saga: string, outcome: string, ms: number) => void;

  constructor(store: SagaStore, metrics: Metrics | undefined) {
    const failures = metrics?.counter('saga_step_failures_total', 'Failed attempts of saga steps', [
      'saga',
      'step',
    ]);
    const runs = metrics?.seconds('saga_run_seconds', 'Runs of sagas in this process by outcome', [
      'saga',
      'outcome',
    ]);
    metrics?.gauge('sagas_open', 'Sagas that have not ended', ['status'], async (gauge) => {
      const counts = await store.countOpen();
      gauge.reset();
      for (const { status, n } of counts) gauge.set({ status }, n);
    });
    this.failed = (saga, step) => failures?.inc({ saga, step });
    this.ended = (saga, outcome, ms) => runs?.observe({ saga, outcome }, ms / 1_000);
  }
}
