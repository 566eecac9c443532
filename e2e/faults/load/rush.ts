import { Caller } from './caller.ts';
import type { History } from './history.ts';
import { Random } from './random.ts';
import { ADDRESS, type Split, type Ware } from './scene.ts';

export interface Rush {
  baseUrl: string;
  seed: number;
  buyers: number;
}

interface Wish {
  quantity: number;
  places?: Record<string, number>;
}

/** Everybody wants the same thing in the same moment. Each asks until there is an answer. */
export async function rush(ware: Ware, history: History, { baseUrl, seed, buyers }: Rush): Promise<void> {
  const caller = new Caller(baseUrl, history, 'rush', Math.min(buyers, 256));
  const random = Random.of(seed, `rush ${ware.price}`);
  await Promise.all(Array.from({ length: buyers }, () => buy(caller, random, ware, { quantity: 1 })));
  await caller.close();
}

/** Ten of six and ten are six and four; then many want one each of the rest. */
export async function buySplit({ ware, places }: Split, history: History, around: Rush): Promise<void> {
  const caller = new Caller(around.baseUrl, history, 'split');
  const [[first, six], [other]] = places as [[string, number], [string, number]];
  const wish = { quantity: 10, places: { [first]: six, [other]: 10 - six } };
  await buy(caller, Random.of(around.seed, 'split'), ware, wish);
  await caller.close();
  await rush(ware, history, around);
}

function buy(
  caller: Caller,
  random: Random,
  { variantId }: Ware,
  { quantity, places }: Wish,
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
      about: { key, variantId, expected: { [variantId]: quantity }, ...(places && { places }) },
    },
    random,
    120_000,
  );
}
