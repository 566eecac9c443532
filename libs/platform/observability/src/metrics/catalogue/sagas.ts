import { atMost, counter, gauge, histogram, WORK_BUCKETS } from '../declaration.ts';

const saga = atMost(10, 'registered sagas');
const step = atMost(12, 'steps of a saga');

export const sagas = {
  open: gauge({
    name: 'sagas_open',
    help: 'Sagas that have not ended; stuck ones wait for an operator',
    labels: { saga, state: ['running', 'undoing', 'stuck'] },
    aggregation: 'max',
  }),
  oldestAge: gauge({
    name: 'saga_oldest_age_seconds',
    help: 'Age of the oldest saga that has not ended',
    labels: { saga },
    aggregation: 'max',
  }),
  run: histogram({
    name: 'saga_run_seconds',
    help: 'Runs of sagas in this process; pending: another process or a later attempt goes on',
    labels: { saga, outcome: ['accepted', 'refused', 'pending'] },
    buckets: WORK_BUCKETS,
  }),
  step: histogram({
    name: 'saga_step_seconds',
    help: 'Attempts of saga steps and of their undos',
    labels: { saga, step, outcome: ['done', 'failed', 'waits', 'undone'] },
    // Of all sagas together there are some twenty steps.
    mostChildren: 160,
  }),
  stepFailures: counter({
    name: 'saga_step_failures_total',
    help: 'Failed attempts of saga steps and of their undos',
    labels: { saga, step },
  }),
};
