import { Inject, Injectable } from '@nestjs/common';
import { BackgroundTask, CONFIG } from '@tradepost/nest';
import { Logger } from '@tradepost/observability';
import { Reconcile } from '../flows/reconcile.ts';
import type { OrderConfig } from '../order.config.ts';

// A requested run wakes the worker of its instance; this is for runs that become due, and for instances that died.
const POLL_MS = 5_000;

/** Does the comparison that is due, if this instance gets the turn. */
@Injectable()
export class ReconciliationWorker extends BackgroundTask {
  private firstMs: number;

  constructor(
    private readonly reconcile: Reconcile,
    log: Logger,
    @Inject(CONFIG) { RECONCILIATION_FIRST_MS }: OrderConfig,
  ) {
    super({ name: 'reconciliation', everyMs: POLL_MS, log, maxBackoffMs: 60_000 });
    this.firstMs = RECONCILIATION_FIRST_MS;
  }

  /** A run was requested. */
  override wake(): void {
    super.wake();
  }

  override async onApplicationShutdown(): Promise<void> {
    await super.onApplicationShutdown();
    // When the database can't be reached, the lease ends by itself.
    await this.reconcile.leave().catch(() => {});
  }

  protected override async run(): Promise<number | void> {
    const pauseMs = this.firstMs;
    this.firstMs = 0;
    if (pauseMs > 0) return pauseMs;
    if (await this.reconcile.turn()) return 0;
  }
}
