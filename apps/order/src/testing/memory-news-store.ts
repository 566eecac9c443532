import type { PaymentNews } from '../flows/payment-provider.ts';
import { NewsStore } from '../flows/ports.ts';

export class MemoryNewsStore extends NewsStore {
  private readonly known = new Set<string>();

  override isKnown(provider: string, eventId: string): Promise<boolean> {
    return Promise.resolve(this.known.has(`${provider}/${eventId}`));
  }

  override record(provider: string, { eventId }: PaymentNews): Promise<boolean> {
    const name = `${provider}/${eventId}`;
    const isNew = !this.known.has(name);
    this.known.add(name);
    return Promise.resolve(isNew);
  }
}
