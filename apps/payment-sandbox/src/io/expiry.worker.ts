import { Injectable } from '@nestjs/common';
import { BackgroundTask } from '@tradepost/nest';
import { Logger } from '@tradepost/observability';
import { Ledger } from './ledger.store.ts';
import { WebhookSender } from './webhook-sender.worker.ts';

const EVERY_MS = 5_000;
const BATCH = 200;

/** Expires authorisations that are due. Safe with many replicas. */
@Injectable()
export class ExpiryWorker extends BackgroundTask {
  constructor(
    private readonly ledger: Ledger,
    private readonly sender: WebhookSender,
    log: Logger,
  ) {
    super({ name: 'expiry of authorisations', everyMs: EVERY_MS, log });
  }

  protected override async run(): Promise<number> {
    const expired = await this.ledger.expire(BATCH);
    if (expired > 0) this.sender.wake();
    return expired === BATCH ? 0 : EVERY_MS;
  }
}
