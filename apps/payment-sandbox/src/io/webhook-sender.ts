import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, Worker } from '@tradepost/bootstrap';
import type { ConfigOf } from '@tradepost/config';
import { Database, sql } from '@tradepost/database';
import { Loop } from '@tradepost/messaging';
import { Logger } from '@tradepost/observability';
import type { sandboxConfig } from '../sandbox.config.ts';
import { signatureOf } from './webhooks.ts';

type Due = { position: number; body: string };

const POLL_MS = 1_000;
const BATCH = 20;
const TIMEOUT_MS = 10_000;
const MAX_ATTEMPTS = 12;
// Doubles with every attempt: the last one is made more than half an hour after the first.
const FIRST_PAUSE_MS = 500;

/** Tells the shop what happened, signed, until it takes it. Safe to run in many places at once. */
@Injectable()
export class WebhookSender extends Worker {
  private readonly loop: Loop;
  private readonly url: string;
  private readonly secret: string;

  constructor(
    @Inject(CONFIG)
    config: Pick<ConfigOf<typeof sandboxConfig>, 'SANDBOX_WEBHOOK_URL' | 'PAYMENT_SANDBOX_WEBHOOK_SECRET'>,
    private readonly db: Database,
    log: Logger,
  ) {
    super();
    this.url = config.SANDBOX_WEBHOOK_URL;
    this.secret = config.PAYMENT_SANDBOX_WEBHOOK_SECRET;
    this.loop = new Loop({ name: 'webhooks', log, round: () => this.round(), restMs: 50 });
  }

  override start(): void {
    if (this.url) this.loop.start();
  }

  override stop(): Promise<void> {
    return this.loop.stop();
  }

  /** There is news. */
  wake(): void {
    this.loop.wake();
  }

  private async round(): Promise<number> {
    const due = await this.claim();
    // One after the other, so that what happened first is told first.
    for (const one of due) await this.deliver(one);
    return due.length === BATCH ? 0 : POLL_MS;
  }

  /** What is due, put off for the case that this process dies or the shop does not take it. */
  private claim(): Promise<Due[]> {
    return this.db.query<Due>(sql`
      WITH due AS (
        SELECT position FROM webhooks
        WHERE delivered_at IS NULL AND due_at <= now() AND attempts < ${MAX_ATTEMPTS}
        ORDER BY due_at, position LIMIT ${BATCH} FOR UPDATE SKIP LOCKED
      ), claimed AS (
        UPDATE webhooks SET attempts = attempts + 1,
          due_at = now() + ${FIRST_PAUSE_MS}::float8 * power(2, attempts) * interval '1 ms'
        FROM due WHERE webhooks.position = due.position RETURNING webhooks.position, webhooks.body
      )
      SELECT * FROM claimed ORDER BY position`);
  }

  private async deliver({ position, body }: Due): Promise<void> {
    const status = await this.post(body);
    // 409: it has this piece of news already.
    const isTaken = status !== null && (status < 300 || status === 409);
    await this.db.execute(sql`
      UPDATE webhooks SET last_status = ${status}::int, delivered_at = CASE WHEN ${isTaken} THEN now() END
      WHERE position = ${position}`);
  }

  private async post(body: string): Promise<number | null> {
    try {
      const response = await fetch(this.url, {
        method: 'POST',
        body,
        headers: {
          'content-type': 'application/json',
          'sandbox-signature': signatureOf(this.secret, body, new Date()),
        },
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      await response.arrayBuffer();
      return response.status;
    } catch {
      return null;
    }
  }
}
