import { TaxClass } from '@tradepost/contracts';
import { currentContext, runInContext } from '@tradepost/observability';
import { describe, expect, it } from '@jest/globals';
import type { LineRequest } from '../domain/cart.ts';
import { QuoteBatcher } from './quote-batcher.ts';

function aCatalogue() {
  const calls: LineRequest[][] = [];
  const contexts: ReturnType<typeof currentContext>[] = [];
  const quotes = new QuoteBatcher(async (items) => {
    calls.push(items);
    contexts.push(currentContext());
    await Promise.resolve();
    return items.map(({ variantId, quantity }) => ({
      ...{ variantId, productId: '', slug: '', sku: '', title: '', options: [], imageUrl: '', onSale: true },
      unitPrice: { amountMinor: 100 - quantity, currency: 'GBP' },
      quantityAvailable: undefined,
      taxClass: TaxClass.STANDARD,
    }));
  });
  const priceOf = async (variantId: string, quantity: number): Promise<number | undefined> =>
    (await quotes.quote([{ variantId, quantity }])).get(variantId)?.unitPrice?.amountMinor;
  return { calls, contexts, quotes, priceOf };
}

describe('price requests', () => {
  it('of the same turn share a call, and each gets its own offers', async () => {
    const { calls, priceOf } = aCatalogue();
    expect(await Promise.all([priceOf('mug', 1), priceOf('jug', 2), priceOf('mug', 1)])).toEqual([
      99, 98, 99,
    ]);
    expect(calls).toEqual([
      [
        { variantId: 'mug', quantity: 1 },
        { variantId: 'jug', quantity: 2 },
      ],
    ]);
  });

  it('for two quantities of one variant take two calls, because the price depends on the quantity', async () => {
    const { calls, priceOf } = aCatalogue();
    expect(await Promise.all([priceOf('mug', 1), priceOf('mug', 50)])).toEqual([99, 50]);
    expect(calls).toHaveLength(2);
  });

  it('of the next turn take a new call', async () => {
    const { calls, priceOf } = aCatalogue();
    await priceOf('mug', 1);
    await priceOf('mug', 1);
    expect(calls).toHaveLength(2);
  });

  it('travel alone when they are long, in parts of the size that the contract allows', async () => {
    const { calls, quotes, priceOf } = aCatalogue();
    const many = Array.from({ length: 1_200 }, (_, n) => ({ variantId: `v${n}`, quantity: 1 }));
    const [found] = await Promise.all([quotes.quote(many), priceOf('mug', 1)]);
    expect(found.size).toBe(1_200);
    expect(calls.map((items) => items.length)).toEqual([500, 500, 200, 1]);
  });

  it('that share a call are cancelled by none of the callers and have the latest deadline', async () => {
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
