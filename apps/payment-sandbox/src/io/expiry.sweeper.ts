import { Injectable } from '@nestjs/common';
import { Worker } from '@tradepost/bootstrap';
import { Loop } from '@tradepost/messaging';
import { Logger } from '@tradepost/observability';
import { Ledger } from './ledger.ts';
import { WebhookSender } from './webhook-sender.ts';

const EVERY_MS = 5_000;
const BATCH = 200;

/** Ends promises that ran out. Safe to run in many places at once. */
@Injectable()
export class ExpirySweeper extends Worker {
  private readonly loop: Loop;

  constructor(ledger: Ledger, sender: WebhookSender, log: Logger) {
    super();
    const round = async (): Promise<number> => {
      const expired = await ledger.expire(BATCH);
      if (expired > 0) sender.wake();
      return expired === BATCH ? 0 : EVERY_MS;
    };
    this.loop = new Loop({ name: 'expiry of authorisations', log, round });
  }

  override start(): void {
    this.loop.start();
  }

  override stop(): Promise<void> {
    return this.loop.stop();
  }
}
