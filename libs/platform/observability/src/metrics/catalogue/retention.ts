import { atMost, counter, gauge } from '../declaration.ts';

const table = atMost(20, 'tables of a service whose rows are deleted after a while');

export const retention = {
  deleted: counter({
    name: 'retention_deleted_rows_total',
    help: 'Rows that were deleted because they had been kept long enough',
    labels: { table },
  }),
  oldestAge: gauge({
    name: 'retention_oldest_row_age_seconds',
    help: 'Age of the oldest row that is to be deleted one day; 0 when there is none',
    labels: { table },
    aggregation: 'max',
  }),
  period: gauge({
    name: 'retention_period_seconds',
    help: 'How long rows of a table are kept',
    labels: { table },
    aggregation: 'max',
  }),
};
