import { currentContext, recordSpansWith, runInContext } from '@tradepost/observability';
import { recordSpans } from '@tradepost/observability/testing';
import { describe, expect, it, jest } from '@jest/globals';
import type { LineRequest } from '../domain/cart.ts';
import { anOffer, pounds } from '../testing/builders.ts';
import { QuoteBatcher } from './quote-batcher.ts';

function aCatalogue() {
  const calls: LineRequest[][] = [];
  const contexts: ReturnType<typeof currentContext>[] = [];
  const quotes = new QuoteBatcher(async (items) => {
    calls.push(items);
    contexts.push(currentContext());
    await Promise.resolve();
    return items.map(({ variantId, quantity }) => anOffer({ variantId, unitPrice: pounds(100 - quantity) }));
  });
  const priceOf = async (variantId: string, quantity: number): Promise<number | undefined> =>
    (await quotes.quote([{ variantId, quantity }])).get(variantId)?.unitPrice.amountMinor;
  return { calls, contexts, quotes, priceOf };
}

/** A product service that answers when the spec says so. */
function aSlowCatalogue() {
  const calls: LineRequest[][] = [];
  const contexts: ReturnType<typeof currentContext>[] = [];
  const open: PromiseWithResolvers<void>[] = [];
  const quotes = new QuoteBatcher(async (items) => {
    calls.push(items);
    contexts.push(currentContext());
    const answered = Promise.withResolvers<void>();
    open.push(answered);
    await answered.promise;
    return items.map(({ variantId }) => anOffer({ variantId }));
  });
  const answer = () => open.splice(0).forEach(({ resolve }) => resolve());
  const fail = () => open.splice(0).forEach(({ reject }) => reject(new Error('away')));
  return { calls, contexts, answer, fail, quotes };
}

const turn = () => new Promise<void>((done) => setImmediate(done));

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

  it('that arrive while a call is being answered share the next one, which follows it', async () => {
    const { calls, answer, quotes } = aSlowCatalogue();
    const ask = (variantId: string, quantity = 1) => quotes.quote([{ variantId, quantity }]);
    const first = ask('mug');
    await turn();
    const later = [ask('mug'), ask('jug')];
    await turn();
    later.push(ask('jug'), ask('jug', 2));
    await turn();
    expect(calls).toHaveLength(1);
    answer();
    await first;
    await turn();
    expect(calls.slice(1).map((items) => items.map((item) => item.variantId))).toEqual([
      ['mug', 'jug'],
      ['jug'],
    ]);
    answer();
    await Promise.all(later);
    expect(calls).toHaveLength(3);
  });

  it('wait for a slow call no longer than the limit', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate'] });
    try {
      const { calls, quotes } = aSlowCatalogue();
      void quotes.quote([{ variantId: 'mug', quantity: 1 }]);
      await turn();
      void quotes.quote([{ variantId: 'jug', quantity: 1 }]);
      await turn();
      expect(calls).toHaveLength(1);
      jest.advanceTimersByTime(10);
      expect(calls).toHaveLength(2);
    } finally {
      jest.useRealTimers();
    }
  });

  it('after a failed call take a new one, in the context of its caller', async () => {
    const { contexts, fail, answer, quotes } = aSlowCatalogue();
    const as = (spanId: string) =>
      runInContext({ traceId: 'trace', spanId }, () => quotes.quote([{ variantId: 'mug', quantity: 1 }]));
    const first = as('first');
    await turn();
    const second = as('second');
    fail();
    await expect(first).rejects.toThrow('away');
    await turn();
    answer();
    expect((await second).has('mug')).toBe(true);
    expect(contexts.map((context) => context?.spanId)).toEqual(['first', 'second']);
  });

  it('of callers without a context are not bound to the caller whose reply lets them go', async () => {
    const gone = { traceId: 'gone', spanId: 'gone', deadline: 1, signal: AbortSignal.abort() };
    for (const others of [[], [undefined], [{ traceId: 'other', spanId: 'other', deadline: 2_000 }]]) {
      const { contexts, answer, quotes } = aSlowCatalogue();
      const ask = () => quotes.quote([{ variantId: 'mug', quantity: 1 }]);
      const first = runInContext(gone, ask);
      await turn();
      const waiting = [ask(), ...others.map((other) => (other ? runInContext(other, ask) : ask()))];
      answer();
      await first;
      await turn();
      answer();
      await Promise.all(waiting);
      expect(contexts[1]).toMatchObject({ traceId: others[0]?.traceId ?? expect.not.stringMatching('gone') });
      expect(contexts[1]?.signal).toBeUndefined();
      expect(contexts[1]?.deadline ?? Infinity).toBe(Infinity);
    }
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

  it('that share a call with a recorded trace belong to it, and the traces of the others link to it', async () => {
    const spans = recordSpans();
    const { contexts, priceOf } = aCatalogue();
    const as = (traceId: string, isSampled: boolean) =>
      runInContext({ traceId, spanId: 'caller', isSampled }, () => priceOf(`of ${traceId}`, 1));
    await Promise.all([as('silent', false), as('first', true), as('second', true)]);
    recordSpansWith(undefined);
    const [first, second] = spans;
    expect(spans).toMatchObject([
      { name: 'quote prices', traceId: 'first', parentSpanId: 'caller', links: [] },
      { name: 'quote prices', traceId: 'second', parentSpanId: 'caller' },
    ]);
    expect(contexts).toMatchObject([{ traceId: 'first', spanId: first?.spanId }]);
    expect(second?.links).toMatchObject([{ traceId: 'first', spanId: first?.spanId }]);
  });
});
