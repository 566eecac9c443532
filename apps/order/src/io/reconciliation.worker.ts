import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, Worker } from '@tradepost/bootstrap';
import { Loop } from '@tradepost/messaging';
import { Logger } from '@tradepost/observability';
import { Reconcile } from '../flows/reconcile.ts';
import type { OrderConfig } from '../order.config.ts';

// Who is asked for a run wakes its own worker; this is for runs that the clock makes due, and for askers that died.
const POLL_MS = 5_000;

/** Looks whether a comparison is due, and does it if it is this instance's turn. */
@Injectable()
export class ReconciliationWorker extends Worker {
  private readonly loop: Loop;

  constructor(
    private readonly reconcile: Reconcile,
    log: Logger,
    @Inject(CONFIG) { RECONCILIATION_FIRST_MS }: OrderConfig,
  ) {
    super();
    let firstMs = RECONCILIATION_FIRST_MS;
    const round = async (): Promise<number> => {
      const pauseMs = firstMs;
      firstMs = 0;
      if (pauseMs > 0) return pauseMs;
      return (await reconcile.turn()) ? 0 : POLL_MS;
    };
    this.loop = new Loop({ name: 'reconciliation', log, round, maxBackoffMs: 60_000 });
  }

  override start(): void {
    this.loop.start();
  }

  /** Somebody asks for a run. */
  wake(): void {
    this.loop.wake();
  }

  override async stop(): Promise<void> {
    await this.loop.stop();
    // When the database is away too, the turn ends by itself.
    await this.reconcile.leave().catch(() => {});
  }
}
