import { Caller } from './caller.ts';
import type { History } from './history.ts';
import { Random } from './random.ts';
import { ADDRESS, type Split, type Item } from './test-data.ts';

export interface Rush {
  baseUrl: string;
  seed: number;
  buyers: number;
}

interface Wanted {
  quantity: number;
  locations?: Record<string, number>;
}

/** All buyers order one piece of the same item at once, each repeating until the answer is final. */
export async function rush(item: Item, history: History, { baseUrl, seed, buyers }: Rush): Promise<void> {
  const caller = new Caller(baseUrl, history, 'rush', Math.min(buyers, 256));
  const random = Random.of(seed, `rush ${item.price}`);
  await Promise.all(Array.from({ length: buyers }, () => buy(caller, random, item, { quantity: 1 })));
  await caller.close();
}

/** An order of ten from locations with six and ten must take six and four; then many buy one each of the rest. */
export async function buySplit({ item, locations }: Split, history: History, load: Rush): Promise<void> {
  const caller = new Caller(load.baseUrl, history, 'split');
  const [[first, six], [other]] = locations as [[string, number], [string, number]];
  const wanted = { quantity: 10, locations: { [first]: six, [other]: 10 - six } };
  await buy(caller, Random.of(load.seed, 'split'), item, wanted);
  await caller.close();
  await rush(item, history, load);
}

function buy(
  caller: Caller,
  random: Random,
  { variantId }: Item,
  { quantity, locations }: Wanted,
): Promise<unknown> {
  const key = random.key();
  const body = {
    ...{ lines: [{ variantId, quantity }], email: 'guest@example.com', shippingAddress: ADDRESS },
    payment: { provider: 'sandbox', token: 'tok_ok' },
  };
  return caller.settled(
    {
      ...{ what: 'order', method: 'POST', path: '/api/v1/orders', body, patienceMs: 60_000 },
      headers: { 'Idempotency-Key': key },
      about: { key, variantId, expected: { [variantId]: quantity }, ...(locations && { locations }) },
    },
    random,
    120_000,
  );
}
