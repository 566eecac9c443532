import { Injectable } from '@nestjs/common';
import type { WebhookEvent } from '../flows/ports/payment-provider.ts';
import { WebhookEvents } from '../flows/ports/webhook-events.ts';
import { OrderDatabase } from './order-database.ts';

@Injectable()
export class PrismaWebhookEvents extends WebhookEvents {
  constructor(private readonly db: OrderDatabase) {
    super();
  }

  override async isKnown(provider: string, eventId: string): Promise<boolean> {
    const where = { provider_eventId: { provider, eventId } };
    const known = await this.db.prisma.paymentEvent.findUnique({ where, select: { eventId: true } });
    return known !== null;
  }

  override async record(
    provider: string,
    { eventId, type }: WebhookEvent,
    orderId: string | undefined,
  ): Promise<boolean> {
    const { count } = await this.db.prisma.paymentEvent.createMany({
      data: { provider, eventId, type, orderId: orderId ?? null },
      skipDuplicates: true,
    });
    return count === 1;
  }
}
