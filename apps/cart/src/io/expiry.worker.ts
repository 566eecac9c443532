import { Inject, Injectable } from '@nestjs/common';
import { BackgroundTask, CONFIG } from '@tradepost/nest';
import { Logger, Metrics } from '@tradepost/observability';
import type { CartConfig } from '../cart.config.ts';
import { CART_SERIES } from '../cart.series.ts';
import { ExpireCarts } from '../flows/expire-carts.ts';

/** Expires abandoned guest carts every `CART_SWEEP_MS`. Replicas take different carts (SKIP LOCKED). */
@Injectable()
export class ExpiryWorker extends BackgroundTask {
  private readonly expired;

  constructor(
    @Inject(CONFIG) private readonly config: Pick<CartConfig, 'CART_SWEEP_MS' | 'GUEST_CART_DAYS'>,
    private readonly expireCarts: ExpireCarts,
    private readonly log: Logger,
    metrics: Metrics,
  ) {
    super({ name: 'expiry of guest carts', everyMs: config.CART_SWEEP_MS, log });
    this.expired = metrics.counter(CART_SERIES.expired);
  }

  protected override async run(): Promise<number> {
    const expired = await this.expireCarts.run(this.config.GUEST_CART_DAYS, () => !this.isRunning);
    this.expired.inc(expired);
    if (expired > 0) this.log.info({ expired }, 'expired guest carts');
    // With jitter, so that replicas that started together don't work at the same time.
    return this.config.CART_SWEEP_MS * (0.5 + Math.random() / 2);
  }
}
