import { Inject, Injectable } from '@nestjs/common';
import { BackgroundTask, CONFIG } from '@tradepost/nest';
import { Logger, Metrics } from '@tradepost/observability';
import { AvailabilityNotifier, Clock, StockStore } from '../flows/ports.ts';
import type { ProductConfig } from '../product.config.ts';
import { PRODUCT_SERIES } from '../product.series.ts';

const BATCH = 100;

/** Ends holds whose time is over. Any number of replicas may run; one works at a time. */
@Injectable()
export class HoldSweeper extends BackgroundTask {
  private readonly expired;

  constructor(
    @Inject(CONFIG) config: Pick<ProductConfig, 'HOLD_SWEEP_MS'>,
    private readonly store: StockStore,
    private readonly clock: Clock,
    private readonly availability: AvailabilityNotifier,
    log: Logger,
    metrics: Metrics,
  ) {
    super({ name: 'hold sweeper', everyMs: config.HOLD_SWEEP_MS, log });
    this.expired = metrics.counter(PRODUCT_SERIES.holdsExpired);
  }

  protected override async run(): Promise<number | void> {
    const count = await this.store.expire(this.clock.now(), BATCH);
    this.expired.inc(count);
    if (count > 0) this.availability.notify();
    if (count === BATCH) return 0;
  }
}
