import { Module } from '@nestjs/common';
import { Operations } from '@tradepost/messaging';
import { ServiceOperations } from '@tradepost/nest';
import { HealFinding } from './flows/heal-finding.ts';
import { ComparedState, Findings, ReconciliationTurns } from './flows/ports/reconciliation.ts';
import { ReconciliationSettings } from './flows/ports/settings.ts';
import { ReadSnapshot } from './flows/read-snapshot.ts';
import { Reconcile } from './flows/reconcile.ts';
import { PostgresComparedState } from './io/compared-state.store.ts';
import { FindingListStore } from './io/finding-list.store.ts';
import { PostgresFindings } from './io/findings.store.ts';
import { PostgresReconciliationTurns } from './io/reconciliation-turns.store.ts';
import { ReconciliationController } from './io/reconciliation.controller.ts';
import { ReconciliationMetrics } from './io/reconciliation.metrics.ts';
import { ReconciliationWorker } from './io/reconciliation.worker.ts';
import { ConfiguredReconciliation } from './io/system.ts';
import { SagaModule } from './saga.module.ts';
import { StockModule } from './stock.module.ts';
import { StoreModule } from './store.module.ts';

/** Compares orders with the providers' ledgers, stock, sagas and the outbox. */
@Module({
  imports: [SagaModule, StockModule, StoreModule],
  controllers: [ReconciliationController],
  providers: [
    FindingListStore,
    HealFinding,
    ReadSnapshot,
    Reconcile,
    ReconciliationMetrics,
    ReconciliationWorker,
    { provide: ComparedState, useClass: PostgresComparedState },
    { provide: Findings, useClass: PostgresFindings },
    { provide: Operations, useClass: ServiceOperations },
    { provide: ReconciliationSettings, useClass: ConfiguredReconciliation },
    { provide: ReconciliationTurns, useClass: PostgresReconciliationTurns },
  ],
})
export class ReconciliationModule {}
