import { CONFIG } from '@tradepost/bootstrap';
import { Logger } from '@tradepost/observability';
import { SagaRunner } from '@tradepost/saga';
import { PaymentProviders } from './flows/payment-provider.ts';
import { Stock } from './flows/ports.ts';
import { Holds, Reconcile, Reconciliations } from './flows/reconcile.ts';
import { HoldClient } from './io/hold.client.ts';
import { ReconciliationDesk } from './io/reconciliation.desk.ts';
import { PostgresReconciliations } from './io/reconciliation.store.ts';
import { ReconciliationWorker } from './io/reconciliation.worker.ts';
import type { OrderConfig } from './order.config.ts';

/** The part of the module that compares all books. */
export const reconciliationProviders = [
  ReconciliationDesk,
  ReconciliationWorker,
  { provide: Holds, useClass: HoldClient },
  { provide: Reconciliations, useClass: PostgresReconciliations },
  {
    provide: Reconcile,
    useFactory: makeReconcile,
    inject: [CONFIG, Reconciliations, PaymentProviders, Holds, Stock, SagaRunner, Logger],
  },
];

function makeReconcile(
  config: OrderConfig,
  store: Reconciliations,
  payments: PaymentProviders,
  holds: Holds,
  stock: Stock,
  sagas: SagaRunner,
  log: Logger,
): Reconcile {
  const times = {
    everyMs: config.RECONCILIATION_EVERY_MS,
    settleMs: config.RECONCILIATION_SETTLE_MS,
    leaseMs: config.RECONCILIATION_LEASE_MS,
  };
  return new Reconcile({ store, payments, holds, stock, sagas, log }, times);
}
