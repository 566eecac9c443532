import { Injectable } from '@nestjs/common';
import { Metrics, TABLE_AGE_MS } from '@tradepost/observability';
import { ORDER_SERIES } from '../order.series.ts';
import { FindingListStore } from './finding-list.store.ts';

@Injectable()
export class ReconciliationMetrics {
  constructor(lists: FindingListStore, metrics: Metrics) {
    const findings = metrics.gauge(ORDER_SERIES.findings);
    metrics.onScrape(
      async () => {
        for (const { code, open } of await lists.counts()) findings.set({ code }, open);
      },
      { minAgeMs: TABLE_AGE_MS },
    );
  }
}
