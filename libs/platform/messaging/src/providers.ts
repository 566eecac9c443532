import { Database } from '@tradepost/database';
import { Logger, Metrics } from '@tradepost/observability';
import { Redis } from 'ioredis';
import { KeySweeper } from './key-sweeper.ts';
import { Operations } from './operations.ts';
import { OutboxRelay } from './outbox-relay.ts';

/** Nest provider of `Operations`, to be served as the service's OperationsService. */
export const operationsProvider = {
  provide: Operations,
  inject: [Database],
  useFactory: (db: Database) => new Operations(db),
};

/** Nest providers of a service that announces events: `OutboxRelay` and `KeySweeper`, both to be its workers. */
export function messagingProviders(service: string) {
  return [
    {
      provide: OutboxRelay,
      inject: [Database, Redis, Logger, Metrics],
      useFactory: (db: Database, redis: Redis, log: Logger, metrics: Metrics) =>
        new OutboxRelay({ service, db, redis, log, metrics }),
    },
    {
      provide: KeySweeper,
      inject: [Database, Logger],
      useFactory: (db: Database, log: Logger) => new KeySweeper({ db, log }),
    },
  ];
}
