import { expect, it } from '@jest/globals';
import { RetryableError } from '@tradepost/errors';
import { type Context, currentContext, newSpanId, newTraceId, runInContext } from '@tradepost/observability';
import type { ProductDatabase } from './product-database.ts';
import { ProductPages } from './product-pages.ts';

const within = <T>(context: Partial<Context>, work: () => Promise<T>): Promise<T> =>
  runInContext({ traceId: newTraceId(), spanId: newSpanId(), ...context }, work);

/** Statements answer when they are told to, with a product for each slug that begins with `a`. */
function someStatements() {
  const asked: string[][] = [];
  const answers: (() => void)[] = [];
  const query = async ({ values }: { values: unknown[] }) => {
    const slugs = values.find((value) => Array.isArray(value)) as string[];
    asked.push(slugs);
    const { signal } = currentContext() ?? {};
    await new Promise<void>((resolve) => {
      answers.push(resolve);
      signal?.addEventListener('abort', () => resolve());
    });
    if (signal?.aborted) throw new RetryableError('cancelled', 'the caller has gone');
    return slugs.filter((slug) => slug.startsWith('a')).map((slug) => ({ slug }));
  };
  const answer = async () => {
    await new Promise(setImmediate);
    for (const one of answers.splice(0)) one();
    await new Promise(setImmediate);
  };
  return { pages: new ProductPages({ query } as unknown as ProductDatabase), asked, answer };
}

it('reads the products of one turn, and those that are asked for meanwhile, by one statement each', async () => {
  const { pages, asked, answer } = someStatements();
  const first = ['a-mug', 'a-cup'].map((slug) => pages.bySlug(slug));
  await new Promise(setImmediate);
  // The same product once more: the statement that runs may have read it before it was asked for.
  const second = ['a-jug', 'nothing', 'a-mug'].map((slug) => pages.bySlug(slug));
  await answer();
  expect(await Promise.all(first)).toEqual([{ slug: 'a-mug' }, { slug: 'a-cup' }]);
  await answer();
  expect(await Promise.all(second)).toEqual([{ slug: 'a-jug' }, undefined, { slug: 'a-mug' }]);
  expect(asked).toEqual([
    ['a-mug', 'a-cup'],
    ['a-jug', 'nothing', 'a-mug'],
  ]);
});

it('fails only the caller that began a statement and has gone', async () => {
  const { pages, asked, answer } = someStatements();
  const first = new AbortController();
  const gone = within({ signal: first.signal }, () => pages.bySlug('a-mug'));
  const other = within({}, () => pages.bySlug('a-cup'));
  await new Promise(setImmediate);
  first.abort();
  await expect(gone).rejects.toThrow('the caller has gone');
  await answer();
  expect(await other).toEqual({ slug: 'a-cup' });
  expect(asked).toEqual([['a-mug', 'a-cup'], ['a-cup']]);
});

it('waits for a statement without an answer no longer than the caller that began it', async () => {
  const { pages, asked, answer } = someStatements();
  const first = within({ deadline: Date.now() + 50 }, () => pages.bySlug('a-mug'));
  await new Promise(setImmediate);
  const second = within({}, () => pages.bySlug('a-cup'));
  await expect(first).rejects.toMatchObject({ reason: 'timeout' });
  await answer();
  expect(await second).toEqual({ slug: 'a-cup' });
  expect(asked).toEqual([['a-mug'], ['a-cup']]);
});
