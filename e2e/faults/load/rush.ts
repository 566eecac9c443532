import { Caller } from './caller.ts';
import type { History } from './history.ts';
import { Random } from './random.ts';
import { ADDRESS, type Ware } from './scene.ts';

export interface Rush {
  baseUrl: string;
  seed: number;
  buyers: number;
}

/** Everybody wants the same thing in the same moment. Each asks until there is an answer. */
export async function rush(ware: Ware, history: History, { baseUrl, seed, buyers }: Rush): Promise<void> {
  const caller = new Caller(baseUrl, history, 'rush', Math.min(buyers, 256));
  const random = Random.of(seed, 'rush');
  const { variantId } = ware;
  const body = {
    ...{ lines: [{ variantId, quantity: 1 }], email: 'guest@example.com', shippingAddress: ADDRESS },
    payment: { provider: 'sandbox', token: 'tok_ok' },
  };
  const buy = (): Promise<unknown> => {
    const key = random.key();
    return caller.settled(
      {
        ...{ what: 'order', method: 'POST', path: '/api/v1/orders', body, patienceMs: 60_000 },
        headers: { 'Idempotency-Key': key },
        about: { key, variantId, expected: { [variantId]: 1 } },
      },
      random,
      120_000,
    );
  };
  await Promise.all(Array.from({ length: buyers }, buy));
  await caller.close();
}
