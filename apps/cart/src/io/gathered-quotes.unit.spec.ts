import { currentContext, runInContext } from '@tradepost/observability';
import { describe, expect, it } from '@jest/globals';
import { GatheredQuotes } from './gathered-quotes.ts';

type Item = { variantId: string; quantity: number };

function aCatalogue() {
  const asked: Item[][] = [];
  const contexts: ReturnType<typeof currentContext>[] = [];
  const quotes = new GatheredQuotes(async (items) => {
    asked.push(items);
    contexts.push(currentContext());
    await Promise.resolve();
    return items.map(({ variantId, quantity }) => ({
      ...{ variantId, productId: '', slug: '', sku: '', title: '', options: [], imageUrl: '', onSale: true },
      unitPrice: { amountMinor: 100 - quantity, currency: 'GBP' },
      quantityAvailable: undefined,
    }));
  });
  const priceOf = async (variantId: string, quantity: number): Promise<number | undefined> =>
    (await quotes.quote([{ variantId, quantity }])).get(variantId)?.unitPrice?.amountMinor;
  return { asked, contexts, quotes, priceOf };
}

describe('questions for prices', () => {
  it('of one moment travel together, and each gets what it asked for', async () => {
    const { asked, priceOf } = aCatalogue();
    expect(await Promise.all([priceOf('mug', 1), priceOf('jug', 2), priceOf('mug', 1)])).toEqual([
      99, 98, 99,
    ]);
    expect(asked).toEqual([
      [
        { variantId: 'mug', quantity: 1 },
        { variantId: 'jug', quantity: 2 },
      ],
    ]);
  });

  it('for two quantities of one thing are two, since the price depends on it', async () => {
    const { asked, priceOf } = aCatalogue();
    expect(await Promise.all([priceOf('mug', 1), priceOf('mug', 50)])).toEqual([99, 50]);
    expect(asked).toHaveLength(2);
  });

  it('are asked anew at the next moment', async () => {
    const { asked, priceOf } = aCatalogue();
    await priceOf('mug', 1);
    await priceOf('mug', 1);
    expect(asked).toHaveLength(2);
  });

  it('go alone when they are long, and in parts when they are longer than the contract allows', async () => {
    const { asked, quotes, priceOf } = aCatalogue();
    const many = Array.from({ length: 1_200 }, (_, n) => ({ variantId: `v${n}`, quantity: 1 }));
    const [found] = await Promise.all([quotes.quote(many), priceOf('mug', 1)]);
    expect(found.size).toBe(1_200);
    expect(asked.map((items) => items.length)).toEqual([500, 500, 200, 1]);
  });

  it('of several end with none of them, and last as long as any may wait', async () => {
    const { contexts, priceOf } = aCatalogue();
    const { signal } = new AbortController();
    const as = (spanId: string, deadline: number) =>
      runInContext({ traceId: 'trace', spanId, deadline, signal }, () => priceOf(`of ${spanId}`, 1));
    await Promise.all([as('first', 1_000), as('second', 2_000)]);
    await as('alone', 3_000);
    expect(contexts).toEqual([
      { traceId: 'trace', spanId: 'first', deadline: 2_000 },
      { traceId: 'trace', spanId: 'alone', deadline: 3_000, signal },
    ]);
  });
});
