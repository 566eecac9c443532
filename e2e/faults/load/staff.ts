import { setTimeout as after } from 'node:timers/promises';
import type { Caller } from './caller.ts';
import { insist } from './insist.ts';
import type { Random } from './random.ts';
import { CURRENCY, type TestData, type Item } from './test-data.ts';

/** Changes prices, each to one that this variant never had, so that a price tells when it was valid. */
export async function changePrices(
  caller: Caller,
  random: Random,
  data: TestData,
  isOver: () => boolean,
): Promise<void> {
  const prices = new Map(data.items.map(({ variantId, price }) => [variantId, price]));
  while (!isOver()) {
    const { variantId } = random.pick(data.items);
    const price = (prices.get(variantId) ?? 0) + random.between(1, 3);
    prices.set(variantId, price);
    await change(caller, random, data, {
      ...{ what: 'price', variantId, price, path: 'prices' },
      body: { price: { amount: price, currency: CURRENCY } },
    });
    await after(random.between(20, 300));
  }
  await caller.close();
}

/** Restocks; counted once, however often a lost response makes staff retry. */
export async function restock(
  caller: Caller,
  random: Random,
  data: TestData,
  isOver: () => boolean,
): Promise<void> {
  while (!isOver()) {
    const { variantId, otherLocation } = random.pick<Item>(data.items);
    const quantity = random.between(1, 8);
    const place = otherLocation && random.chance(0.5) ? { locationId: otherLocation } : {};
    await change(caller, random, data, {
      ...{ what: 'restock', variantId, quantity, path: 'stock' },
      body: { adjustBy: quantity, ...place },
    });
    await after(random.between(50, 400));
  }
  await caller.close();
}

interface Change {
  what: string;
  variantId: string;
  path: string;
  body: object;
  price?: number;
  quantity?: number;
}

async function change(
  caller: Caller,
  random: Random,
  data: TestData,
  { path, body, what, ...about }: Change,
): Promise<void> {
  const key = random.key();
  const headers = { ...(await data.staff()), 'Idempotency-Key': key };
  const where = `/api/v1/admin/variants/${about.variantId}/${path}`;
  const call = { what, method: 'PUT', path: where, body, headers, about: { ...about, key } } as const;
  await insist(caller, random, call);
}
