import { beforeEach, expect, it } from '@jest/globals';
import { RetryableError } from '@tradepost/errors';
import { type Context, currentContext, newSpanId, newTraceId, runInContext } from '@tradepost/observability';
import { CatalogueIndex } from '../domain/catalogue-index.ts';
import { readQuery } from '../domain/product-query.ts';
import { CatalogueFeed } from './catalogue-feed.ts';
import type { ProductDatabase } from './product-database.ts';
import { SearchMatches } from './search-matches.ts';

const AWAY = new RetryableError('unavailable', 'the database can not be reached');
const row = {
  cursor: '',
  identity: '',
  readAt: new Date(),
  isLost: false,
  changes: [],
  ids: [],
  found: null,
};
let statements: number;
let failure: Error;
let first: AbortController;
beforeEach(() => {
  statements = 0;
  failure = AWAY;
  first = new AbortController();
});
/** Out of reach for a caller that can go, until it has gone. */
const db = {
  one: async () => {
    statements++;
    const { signal } = currentContext() ?? {};
    if (!signal) return row;
    if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve));
    throw failure;
  },
} as unknown as ProductDatabase;

const within = <T>(context: Partial<Context>, work: () => Promise<T>): Promise<T> =>
  runInContext({ traceId: newTraceId(), spanId: newSpanId(), ...context }, work);
const aFeed = () => new CatalogueFeed(db, new CatalogueIndex(), { readiness: undefined as never });
const query = readQuery(
  {
    ...{ query: 'mug', category: '', vendors: [], inStock: false, options: [] },
    ...{ pageSize: 5, pageToken: '', withFacets: false },
  },
  undefined,
);
const search = () => {
  const matches = new SearchMatches(db, new CatalogueIndex());
  return () => matches.of(query);
};

it('a shared search fails only the caller that started it and has gone', async () => {
  const find = search();
  const gone = within({ signal: first.signal }, find);
  const others = [within({ deadline: Date.now() + 5_000 }, find), within({}, find)];
  first.abort();
  await expect(gone).rejects.toBe(failure);
  await Promise.all(others);
  expect(statements).toBe(2);
});

it('a shared refresh fails only the caller that started it and has gone', async () => {
  const feed = aFeed();
  const refresh = () => feed.refresh();
  const earlier = within({}, refresh);
  const gone = within({ signal: first.signal }, refresh);
  const others = [within({ deadline: Date.now() + 5_000 }, refresh), within({}, refresh)];
  await earlier;
  first.abort();
  await expect(gone).rejects.toBe(failure);
  await Promise.all(others);
  // The second of the others joins while the first one's is read, so it waits for the next.
  expect(statements).toBe(4);
});

it.each([
  ['for a fault that is no want of time', {}, new Error('a fault')],
  ['for a caller whose own time is over', { deadline: Date.now() - 1 }, AWAY],
])('a shared search is not repeated %s', async (_, context, error) => {
  failure = error;
  const find = search();
  const both = [within({ signal: first.signal }, find), within(context, find)];
  first.abort();
  expect((await Promise.allSettled(both)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(statements).toBe(1);
});
