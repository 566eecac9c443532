import type { SetVariantStockRequest } from '@tradepost/contracts';
import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MAIN_LOCATION } from './domain/stock.ts';
import { aStockedVariant } from './testing/stock-rows.ts';
import { type RunningProduct, runProduct } from './testing/product-service.ts';

let running: RunningProduct;
beforeAll(async () => {
  running = await runProduct();
}, 30_000);
afterAll(() => running.close());

const aVariant = async (onHand = 100) =>
  (await aStockedVariant(running.db, [{ locationId: MAIN_LOCATION, onHand }])).variantId;
const set = async (variantId: string, changes: Partial<SetVariantStockRequest>) => {
  const asked = { variantId, change: undefined, idempotencyKey: '', ...changes };
  return (await running.product.setVariantStock(asked)).variant;
};
const hold = (customer: string, orderId: string, ...items: [variantId: string, quantity: number][]) =>
  running.product.holdStock({
    ...{ orderId, customer, ttlMs: 60_000 },
    items: items.map(([variantId, quantity]) => ({ variantId, quantity })),
  });

describe('a limit per customer', () => {
  it('is set alone, kept by other changes and at other locations, shown, and lifted', async () => {
    const variantId = await aVariant();
    expect(await set(variantId, { maxPerCustomer: 3 })).toMatchObject({ maxPerCustomer: 3, version: 2 });
    expect(await set(variantId, { maxPerCustomer: 3 })).toMatchObject({ version: 2 });
    const annexe = await running.product.createLocation({
      ...{ code: `annexe-${v7()}`, name: 'Annexe', priority: 1, idempotencyKey: '' },
    });
    const locationId = annexe.location?.id ?? '';
    await set(variantId, { locationId, change: { $case: 'onHand', onHand: 5 } });
    const { offers } = await running.product.quoteVariants({ items: [{ variantId, quantity: 1 }] });
    expect(offers).toMatchObject([{ maxPerCustomer: 3, quantityAvailable: 105 }]);
    expect(await set(variantId, { locationId, maxPerCustomer: 0 })).not.toHaveProperty('maxPerCustomer', 3);
    await hold('ada', v7(), [variantId, 50]);
    await expect(set(variantId, { maxPerCustomer: -1 })).rejects.toMatchObject({ code: 'request.invalid' });
  });

  it('refuses a hold with the limit, and what the customer has already', async () => {
    const variantId = await aVariant();
    await set(variantId, { maxPerCustomer: 3 });
    const ada = v7();
    await hold(ada, v7(), [variantId, 2]);
    const facts = { variantId, limit: 3, already: 2 };
    await expect(hold(ada, v7(), [variantId, 2])).rejects.toMatchObject({
      kind: 'conflict',
      code: 'stock.customer_limit',
      facts: { ...facts, errors: [{ code: 'stock.customer_limit', asked: 2, ...facts }] },
    });
    await expect(hold('x'.repeat(101), v7(), [variantId, 1])).rejects.toMatchObject({
      code: 'request.invalid',
    });
  });

  it('does not count what was returned, if the return names the order', async () => {
    const variantId = await aVariant();
    await set(variantId, { maxPerCustomer: 2 });
    const [ada, orderId] = [v7(), v7()];
    await hold(ada, orderId, [variantId, 2]);
    await running.product.commitStock({ orderId });
    const items = [{ variantId, quantity: 1 }];
    await running.product.returnStock({ returnId: v7(), items });
    await expect(hold(ada, v7(), [variantId, 1])).rejects.toMatchObject({ code: 'stock.customer_limit' });
    await running.product.returnStock({ returnId: v7(), orderId, items });
    await hold(ada, v7(), [variantId, 1]);
  });

  it('holds for fifty concurrent purchases of one customer, each with other variants too', async () => {
    const variantId = await aVariant();
    const others = await Promise.all(Array.from({ length: 5 }, () => aVariant()));
    await set(variantId, { maxPerCustomer: 5 });
    const ada = v7();
    const outcomes = await Promise.allSettled(
      Array.from({ length: 50 }, async (_, i) => {
        const orderId = v7();
        await hold(ada, orderId, [variantId, 1], [others[i % 5] ?? '', 1]);
        await running.product.commitStock({ orderId });
      }),
    );
    const refusals = outcomes.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
    expect(refusals).toHaveLength(45);
    for (const reason of refusals) expect(reason).toMatchObject({ code: 'stock.customer_limit' });
  });

  it('costs no statement where there is none, and a transaction where there is one', async () => {
    const [free, limited] = [await aVariant(), await aVariant()];
    await set(limited, { maxPerCustomer: 2 });
    const statementsOf = async (variantId: string) => {
      running.statements.length = 0;
      await hold('ada', v7(), [variantId, 1]);
      return running.statements.filter((text) => !/^(BEGIN|COMMIT)/i.test(text)).length;
    };
    expect([await statementsOf(free), await statementsOf(limited)]).toEqual([1, 3]);
  });
});
