import { Injectable } from '@nestjs/common';
import { Database, sql } from '@tradepost/database';
import type { WebhookEvent } from '../flows/ports/payment-provider.ts';
import { WebhookEvents } from '../flows/ports/webhook-events.ts';

@Injectable()
export class PostgresWebhookEvents extends WebhookEvents {
  constructor(private readonly db: Database) {
    super();
  }

  override async isKnown(provider: string, eventId: string): Promise<boolean> {
    const row = await this.db.maybeOne(
      sql`SELECT 1 AS known FROM payment_news WHERE provider = ${provider} AND event_id = ${eventId}`,
    );
    return row !== undefined;
  }

  override async record(
    provider: string,
    event: WebhookEvent,
    orderId: string | undefined,
  ): Promise<boolean> {
    const recorded = await this.db.execute(sql`
      INSERT INTO payment_news (provider, event_id, type, order_id)
      VALUES (${provider}, ${event.eventId}, ${event.type}, ${orderId ?? null}) ON CONFLICT DO NOTHING`);
    return recorded === 1;
  }
}
