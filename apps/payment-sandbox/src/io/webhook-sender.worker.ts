import { Inject, Injectable } from '@nestjs/common';
import { type RowOf, sql } from '@tradepost/database';
import { BackgroundTask, CONFIG } from '@tradepost/nest';
import { Logger } from '@tradepost/observability';
import type { Webhook } from '../gen/prisma/client.ts';
import type { SandboxConfig } from '../sandbox.config.ts';
import { SandboxDatabase } from './sandbox-database.ts';
import { signWebhook } from './webhook-signature.ts';

type DueWebhook = Pick<RowOf<Webhook>, 'position' | 'body'>;

const POLL_MS = 1_000;
const BATCH = 20;
const TIMEOUT_MS = 10_000;
const MAX_ATTEMPTS = 12;
// Doubles with every attempt: the last one is made more than half an hour after the first.
const FIRST_PAUSE_MS = 500;

/** Delivers signed webhooks to the shop until it accepts them. Safe with many replicas. */
@Injectable()
export class WebhookSender extends BackgroundTask {
  private readonly url: string;
  private readonly secret: string;

  constructor(
    @Inject(CONFIG) config: Pick<SandboxConfig, 'SANDBOX_WEBHOOK_URL' | 'PAYMENT_SANDBOX_WEBHOOK_SECRET'>,
    private readonly db: SandboxDatabase,
    log: Logger,
  ) {
    super({ name: 'webhooks', everyMs: POLL_MS, restMs: 50, log });
    this.url = config.SANDBOX_WEBHOOK_URL;
    this.secret = config.PAYMENT_SANDBOX_WEBHOOK_SECRET;
  }

  /** Call it after a change that writes webhooks. */
  override wake(): void {
    super.wake();
  }

  override onApplicationBootstrap(): void {
    if (this.url) super.onApplicationBootstrap();
  }

  protected override async run(): Promise<number> {
    const due = await this.claim();
    // One after the other, so that events arrive in their order.
    for (const webhook of due) await this.deliver(webhook);
    return due.length === BATCH ? 0 : POLL_MS;
  }

  /** Due webhooks, put off in case this process ends or the shop does not accept them. */
  private claim(): Promise<DueWebhook[]> {
    return this.db.query<DueWebhook>(sql`
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

  private async deliver({ position, body }: DueWebhook): Promise<void> {
    const status = await this.post(body);
    // 409: the shop has handled this event already.
    const isAccepted = status !== null && (status < 300 || status === 409);
    await this.db.prisma.webhook.updateMany({
      where: { position },
      data: { lastStatus: status, deliveredAt: isAccepted ? new Date() : null },
    });
  }

  private async post(body: string): Promise<number | null> {
    try {
      const response = await fetch(this.url, {
        method: 'POST',
        body,
        headers: {
          'content-type': 'application/json',
          'sandbox-signature': signWebhook(this.secret, body, new Date()),
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
