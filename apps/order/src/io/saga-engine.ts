import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@tradepost/database';
import { CONFIG } from '@tradepost/nest';
import { Logger, Metrics } from '@tradepost/observability';
import { PostgresSagaStore, SagaRunner } from '@tradepost/saga';
import type { OrderConfig } from '../order.config.ts';

@Injectable()
export class OrderSagaRunner extends SagaRunner {
  constructor(
    @Inject(CONFIG) { PURCHASES_IN_FLIGHT, SAGA_LEASE_MS: leaseMs }: OrderConfig,
    db: Database,
    log: Logger,
    metrics: Metrics,
  ) {
    // Sagas of dead processes need places beside the purchases of this one.
    const parallel = PURCHASES_IN_FLIGHT + 16;
    super({
      store: new PostgresSagaStore(db),
      log,
      metrics,
      parallel,
      leaseMs,
      pollMs: Math.min(1_000, leaseMs / 4),
    });
  }
}
