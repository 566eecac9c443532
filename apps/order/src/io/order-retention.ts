import { Inject, Injectable } from '@nestjs/common';
import { sql } from '@tradepost/database';
import { mailSweep } from '@tradepost/mail';
import { sweepByAge, Sweeper } from '@tradepost/messaging';
import { CONFIG } from '@tradepost/nest';
import { sagaSweep } from '@tradepost/saga';
import type { OrderConfig } from '../order.config.ts';

const DAY_MS = 86_400_000;

/** Longer than providers repeat an event. One that comes later is handled again, which changes nothing. */
const paymentEventSweep = sweepByAge({
  ...{ table: sql`payment_news`, time: sql`received_at` },
  keepMs: 60 * DAY_MS,
});

/** What was found and is healed or gone. */
const findingSweep = sweepByAge({
  ...{ table: sql`reconciliation_findings`, time: sql`last_seen_at`, where: sql`state <> 'open'` },
  keepMs: 90 * DAY_MS,
});

/** What this service does not keep for good. Orders, payments, refunds and all that belongs to them stay. */
@Injectable()
export class OrderRetention {
  constructor(
    sweeper: Sweeper,
    @Inject(CONFIG) { SAGA_KEEP_MS, MAIL_KEEP_DAYS }: Pick<OrderConfig, 'SAGA_KEEP_MS' | 'MAIL_KEEP_DAYS'>,
  ) {
    sweeper.add(sagaSweep(SAGA_KEEP_MS), mailSweep(MAIL_KEEP_DAYS), paymentEventSweep, findingSweep);
  }
}
