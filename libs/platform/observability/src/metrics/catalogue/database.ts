import { gauge, histogram } from '../declaration.ts';

export const database = {
  operationDuration: histogram({
    name: 'db_client_operation_duration_seconds',
    help: 'SQL statements without transaction control, by whether a request waits for them',
    labels: { kind: ['request', 'background'] },
  }),
  connections: gauge({
    name: 'db_client_connection_count',
    help: 'Connections of the pool',
    labels: { db_client_connection_state: ['idle', 'used'] },
    aggregation: 'sum',
  }),
  connectionMax: gauge({
    name: 'db_client_connection_max',
    help: 'Connections that the pool may open: DATABASE_POOL',
    aggregation: 'sum',
  }),
  pending: gauge({
    name: 'db_client_connection_pending_requests',
    help: 'Statements and transactions that wait for a connection',
    aggregation: 'sum',
  }),
  waitTime: histogram({
    name: 'db_client_connection_wait_time_seconds',
    help: 'Time that a statement or a transaction waited for a connection',
  }),
};
