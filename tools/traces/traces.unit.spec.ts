import { describe, expect, it } from '@jest/globals';
import type { ReceivedSpan } from '@tradepost/otlp';
import { listPage, tracePage } from './pages.ts';
import { rowsOf, summaryOf, TraceStore } from './trace-store.ts';

const TRACE = 'a'.repeat(32);

const aSpan = (over: Partial<ReceivedSpan> = {}): ReceivedSpan => ({
  ...{ service: 'order', traceId: TRACE, spanId: '1', parentSpanId: '', name: 'root', kind: 'server' },
  ...{ startMs: 1_000, endMs: 1_100, attributes: {}, links: [], isError: false },
  ...over,
});

describe('a trace', () => {
  it('is shown as a tree, also when spans arrive in any order', () => {
    const spans = [
      aSpan({ spanId: '3', parentSpanId: '2', name: 'c', startMs: 1_020 }),
      aSpan({ spanId: '4', parentSpanId: '1', name: 'd', startMs: 1_050 }),
      aSpan({ spanId: '2', parentSpanId: '1', name: 'b', startMs: 1_010 }),
      aSpan(),
    ];
    const rows = rowsOf({ id: TRACE, spans }).map(({ span, depth }) => `${depth} ${span.name}`);
    expect(rows).toEqual(['0 root', '1 b', '2 c', '1 d']);
  });

  it('shows a span whose parent has not arrived at the top', () =>
    expect(rowsOf({ id: TRACE, spans: [aSpan({ parentSpanId: 'gone' })] })).toMatchObject([{ depth: 0 }]));

  it('lasts from its first start to its last end', () => {
    const late = aSpan({ spanId: '2', parentSpanId: '1', endMs: 1_700, isError: true, service: 'cart' });
    expect(summaryOf({ id: TRACE, spans: [aSpan(), late] })).toMatchObject({
      ...{ name: 'root', startMs: 1_000, durationMs: 700, spans: 2, errors: 1 },
      services: ['cart', 'order'],
    });
  });
});

it('the oldest traces are dropped when all together have too many spans', () => {
  const store = new TraceStore();
  for (let i = 10; i < 31; i++) {
    const traceId = `${i}`.padEnd(32, '0');
    store.add(Array.from({ length: 5_000 }, () => aSpan({ traceId })));
  }
  expect(store.list()).toHaveLength(20);
  expect(store.get('10'.padEnd(32, '0'))).toBeUndefined();
});

describe('the list', () => {
  it('finds a trace by the start of its id, by its route and by an id that a span has', () => {
    const store = new TraceStore();
    store.add([aSpan({ attributes: { 'tradepost.saga.id': '019-an-order' } })]);
    store.add([aSpan({ traceId: 'b'.repeat(32), name: 'GET /api/v1/products', startMs: 2_000 })]);
    const ids = (query: string) => store.list(query).map(({ id }) => id[0]);
    expect(ids('')).toEqual(['b', 'a']);
    expect(ids('aaaa')).toEqual(['a']);
    expect(ids(' 019-an-order ')).toEqual(['a']);
    expect(ids('/products')).toEqual(['b']);
    expect(ids('nothing')).toEqual([]);
  });

  it('keeps the last 500 traces', () => {
    const store = new TraceStore();
    for (let i = 0; i < 501; i++) store.add([aSpan({ traceId: String(i) })]);
    expect(store.list()).toHaveLength(500);
    expect(store.get('0')).toBeUndefined();
    expect(store.get('500')).toBeDefined();
  });
});

describe('the pages', () => {
  const evil = aSpan({ name: '<img src=x>', attributes: { key: '"><script>' } });

  it('escape what spans say', () => {
    const pages = [
      tracePage({ id: TRACE, spans: [evil] }),
      listPage([summaryOf({ id: TRACE, spans: [evil] })], '"><b>'),
    ];
    for (const page of pages) expect(page).not.toMatch(/<img|<script|<b>/);
    expect(pages[0]).toContain('&#60;img');
  });

  it('lead to the trace that did the work of a span', () =>
    expect(
      tracePage({ id: TRACE, spans: [aSpan({ links: [{ traceId: 'f'.repeat(32), spanId: '2' }] })] }),
    ).toContain(`<a href="/traces/${'f'.repeat(32)}">`));

  it('say what to do when there is nothing', () =>
    expect(listPage([], '')).toContain('No trace has arrived yet'));
});
