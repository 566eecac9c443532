import type { WebhookEvent } from '../flows/ports/payment-provider.ts';
import { WebhookEvents } from '../flows/ports/webhook-events.ts';

export class MemoryWebhookEvents extends WebhookEvents {
  private readonly known = new Set<string>();

  override isKnown(provider: string, eventId: string): Promise<boolean> {
    return Promise.resolve(this.known.has(`${provider}/${eventId}`));
  }

  override record(provider: string, { eventId }: WebhookEvent): Promise<boolean> {
    const name = `${provider}/${eventId}`;
    const isNew = !this.known.has(name);
    this.known.add(name);
    return Promise.resolve(isNew);
  }
}
