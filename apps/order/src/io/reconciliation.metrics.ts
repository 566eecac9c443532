import { Injectable } from '@nestjs/common';
import { Metrics } from '@tradepost/observability';
import { ORDER_SERIES } from '../order.series.ts';
import { FindingListStore } from './finding-list.store.ts';

@Injectable()
export class ReconciliationMetrics {
  constructor(lists: FindingListStore, metrics: Metrics) {
    metrics.gauge(ORDER_SERIES.findings, async (gauge) => {
      for (const { code, open } of await lists.counts()) gauge.set({ code }, open);
    });
  }
}
