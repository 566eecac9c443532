import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, Worker } from '@tradepost/bootstrap';
import { Logger, Metrics } from '@tradepost/observability';
import type { CartConfig } from '../cart.config.ts';
import { ExpireCarts } from '../flows/expire-carts.ts';

/** Expires abandoned guest carts every `CART_SWEEP_MS`. Replicas take different carts (SKIP LOCKED). */
@Injectable()
export class ExpirySweeper extends Worker {
  private readonly stopping = new AbortController();
  private readonly expired;
  private loop: Promise<void> = Promise.resolve();

  constructor(
    @Inject(CONFIG) private readonly config: CartConfig,
    private readonly expireCarts: ExpireCarts,
    private readonly log: Logger,
    metrics: Metrics,
  ) {
    super();
    this.expired = metrics.counter('carts_expired_total', 'Guest carts that expired unused');
  }

  start(): void {
    this.loop = this.run();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.loop;
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      // With jitter, so that replicas that started together don't sweep together.
      const waitMs = this.config.CART_SWEEP_MS * (0.5 + Math.random() / 2);
      await sleep(waitMs, undefined, { signal }).catch(() => {});
      if (!signal.aborted) await this.sweep(() => signal.aborted);
    }
  }

  private async sweep(isStopped: () => boolean): Promise<void> {
    try {
      const expired = await this.expireCarts.run(this.config.GUEST_CART_DAYS, isStopped);
      this.expired.inc(expired);
      if (expired > 0) this.log.info({ expired }, 'expired guest carts');
    } catch (err) {
      this.log.warn({ err }, 'expiring guest carts failed and will be tried again');
    }
  }
}
