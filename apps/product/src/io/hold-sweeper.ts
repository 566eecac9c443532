import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, Worker } from '@tradepost/bootstrap';
import { Loop } from '@tradepost/messaging';
import { Logger, Metrics } from '@tradepost/observability';
import { AvailabilityNews, Clock, StockStore } from '../flows/ports.ts';
import type { ProductConfig } from '../product.config.ts';

const BATCH = 100;

/** Gives goods back whose hold is past its time. Any number of replicas may run; one works at a time. */
@Injectable()
export class HoldSweeper extends Worker {
  private readonly loop: Loop;

  constructor(
    @Inject(CONFIG) config: ProductConfig,
    store: StockStore,
    clock: Clock,
    news: AvailabilityNews,
    log: Logger,
    metrics: Metrics,
  ) {
    super();
    const expired = metrics.counter('stock_holds_expired_total', 'Holds whose time ran out before payment');
    this.loop = new Loop({
      ...{ name: 'hold sweeper', log },
      round: async () => {
        const count = await store.expire(clock.now(), BATCH);
        expired.inc(count);
        if (count > 0) news.notify();
        return count === BATCH ? 0 : config.HOLD_SWEEP_MS;
      },
    });
  }

  start(): void {
    this.loop.start();
  }

  stop(): Promise<void> {
    return this.loop.stop();
  }
}
