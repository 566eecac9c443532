import { Injectable } from '@nestjs/common';
import { Metrics } from '@tradepost/observability';
import { FindingListStore } from './finding-list.store.ts';

@Injectable()
export class ReconciliationMetrics {
  constructor(lists: FindingListStore, metrics: Metrics) {
    const help = 'Open findings of reconciliation, by code';
    metrics.gauge('reconciliation_findings', help, ['code'], async (gauge) => {
      // Without the database the last values stay; the other metrics must still be exported.
      const counts = await lists.counts().catch(() => []);
      for (const { code, open } of counts) gauge.set({ code }, open);
    });
  }
}
