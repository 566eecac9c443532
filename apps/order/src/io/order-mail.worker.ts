import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@tradepost/database';
import { MailWorker, mailDelivery } from '@tradepost/mail';
import { CONFIG } from '@tradepost/nest';
import { Logger, Metrics } from '@tradepost/observability';
import type { OrderConfig } from '../order.config.ts';
import { OrderMailComposer } from './order-composer.mail.ts';

// No one wakes the worker: most orders are confirmed by sagas, and a mail two seconds later is soon enough.
const POLL_MS = 2_000;

/** Sends the mails queued for customers. */
@Injectable()
export class OrderMailWorker extends MailWorker {
  constructor(
    db: Database,
    log: Logger,
    metrics: Metrics,
    composer: OrderMailComposer,
    @Inject(CONFIG) config: OrderConfig,
  ) {
    super({
      ...{ db, log, metrics, ...mailDelivery(config) },
      pollMs: POLL_MS,
      composer: (mails) => composer.read(mails),
    });
  }
}
