import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Collector, startCollector } from '@tradepost/otlp/testing';
import {
  beginTrace,
  type Context,
  currentContext,
  inSpan,
  newSpanId,
  newTraceId,
  runInContext,
  startSpan,
  startTracing,
  toTraceparent,
  type Tracing,
  type TracingConfig,
} from '../index.ts';
import { ReportedExporter } from './reported-exporter.ts';

const [SUCCESS, FAILED] = [0, 1];

let collector: Collector;
let tracing: Tracing | undefined;
const lines: { level: string; message: string }[] = [];
const log = {
  info: (_fields: object, message: string) => void lines.push({ level: 'info', message }),
  warn: (_fields: object, message: string) => void lines.push({ level: 'warn', message }),
};

beforeEach(async () => {
  lines.splice(0);
  collector = await startCollector();
});
afterEach(async () => {
  await tracing?.close();
  await collector.close();
});

async function start(over: Partial<TracingConfig> = {}): Promise<Tracing> {
  tracing = await startTracing(
    'spec',
    {
      TRACES: 'otlp',
      TRACES_SAMPLE_RATIO: 1,
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_EXPORTER_OTLP_HEADERS: {},
      OTEL_SERVICE_NAME: '',
      OTEL_RESOURCE_ATTRIBUTES: {},
      ...over,
    },
    log,
  );
  return tracing;
}

const aContext = (isSampled = true): Context => ({ traceId: newTraceId(), spanId: newSpanId(), isSampled });

describe('spans', () => {
  it('arrive as a tree: one root, every other below the span it ran in', async () => {
    const running = await start({ OTEL_EXPORTER_OTLP_HEADERS: { 'x-api-key': 'k' } });
    const context = aContext();
    const root = startSpan('GET /x', { kind: 'server', parent: context, isRoot: true });
    await runInContext(root?.context ?? context, () =>
      inSpan('outer', { attributes: { 'a.b': 'text', n: 7, x: 0.5, yes: true } }, () =>
        inSpan('inner', { kind: 'client' }, () => Promise.resolve()),
      ),
    );
    root?.set({ 'http.response.status_code': 200 });
    root?.end();
    await running.close();
    expect(collector.headers).toMatchObject({ 'x-api-key': 'k' });
    const [inner, outer, first] = collector.spans;
    expect(first).toMatchObject({ name: 'GET /x', kind: 'server', parentSpanId: '', service: 'spec' });
    expect(first?.attributes).toEqual({ 'http.response.status_code': 200 });
    expect(outer).toMatchObject({ name: 'outer', kind: 'internal', parentSpanId: first?.spanId });
    expect(outer?.attributes).toEqual({ 'a.b': 'text', n: 7, x: 0.5, yes: true });
    expect(inner).toMatchObject({ name: 'inner', kind: 'client', parentSpanId: outer?.spanId });
    expect(new Set(collector.spans.map(({ traceId }) => traceId))).toEqual(new Set([context.traceId]));
    for (const { startMs, endMs } of collector.spans) {
      expect(Math.abs(startMs - Date.now())).toBeLessThan(60_000);
      expect(endMs).toBeGreaterThanOrEqual(startMs);
    }
  });

  it('continue the caller’s trace below its span', async () => {
    const running = await start();
    const caller = aContext();
    startSpan('answer', { parent: caller })?.end();
    await running.close();
    expect(collector.spans).toMatchObject([{ traceId: caller.traceId, parentSpanId: caller.spanId }]);
  });

  it('say of a failure only its type: a message may contain what a customer typed', async () => {
    const running = await start();
    const broken = Object.assign(new Error('Key (email)=(ada@example.com) exists'), { code: '23505' });
    const failing = runInContext(aContext(), () => inSpan('write', {}, () => Promise.reject(broken)));
    await expect(failing).rejects.toBe(broken);
    await running.close();
    expect(collector.spans).toMatchObject([{ isError: true, attributes: { 'error.type': '23505' } }]);
    expect(JSON.stringify(collector.spans)).not.toContain('ada@');
  });

  it('link to the span of another trace that did their work', async () => {
    const running = await start();
    const [asking, answering] = [aContext(), aContext()];
    const span = startSpan('wait', { parent: asking });
    span?.link(answering);
    span?.end();
    span?.link(aContext());
    await running.close();
    const { traceId, spanId } = answering;
    expect(collector.spans).toMatchObject([{ traceId: asking.traceId, links: [{ traceId, spanId }] }]);
    expect(collector.spans[0]?.links).toHaveLength(1);
  });

  it('name the process as it is configured', async () => {
    const running = await start({ OTEL_SERVICE_NAME: 'my-shop', OTEL_RESOURCE_ATTRIBUTES: { a: 'b' } });
    startSpan('x', { parent: aContext() })?.end();
    await running.close();
    expect(collector.spans).toMatchObject([{ service: 'my-shop' }]);
  });

  it('are not made in a trace that is not sampled, nor while traces are off', async () => {
    const running = await start();
    expect(startSpan('x', { parent: aContext(false) })).toBeUndefined();
    expect(startSpan('x')).toBeUndefined();
    await running.close();
    const off = await start({ TRACES: 'off' });
    expect(startSpan('x', { parent: aContext() })).toBeUndefined();
    const context = aContext();
    const seen = await runInContext(context, () => inSpan('x', {}, async (span) => [span, currentContext()]));
    expect(seen).toEqual([undefined, context]);
    await off.close();
    expect(collector.spans).toEqual([]);
  });

  it('end once, however often they are ended', async () => {
    const running = await start();
    const span = startSpan('x', { parent: aContext() });
    span?.end();
    span?.end(new Error('later'));
    await running.close();
    expect(collector.spans).toMatchObject([{ isError: false }]);
  });
});

describe('a collector that does not take spans', () => {
  it('is reported once; the work goes on', async () => {
    collector.status = 400;
    const running = await start();
    for (let i = 0; i < 1_024; i++) startSpan('x', { parent: aContext() })?.end();
    expect(await runInContext(aContext(), () => inSpan('y', {}, () => Promise.resolve(1)))).toBe(1);
    await running.close();
    expect(lines).toEqual([
      { level: 'warn', message: 'the collector does not take spans: they are lost until it does' },
    ]);
  });

  it('is reported again when it takes them again, with the number of lost spans', () => {
    const results = [FAILED, FAILED, SUCCESS, SUCCESS, FAILED].map((code) => ({ code }));
    const inner = {
      export: (_spans: unknown, done: (result: { code: number }) => void) =>
        done(results.shift() ?? { code: SUCCESS }),
    };
    const reported: object[] = [];
    const keep = (fields: object) => void reported.push(fields);
    const exporter = new ReportedExporter(inner as never, { info: keep, warn: keep });
    const codes: number[] = [];
    for (let i = 0; i < 5; i++) exporter.export([{}, {}] as never, ({ code }) => codes.push(code));
    expect(reported).toEqual([{ err: undefined }, { lostSpans: 4 }, { err: undefined }]);
    // Or the SDK would report each of them to its own log.
    expect(codes).toEqual(Array.from(codes, () => SUCCESS));
  });

  it('does not keep the process from ending', async () => {
    const running = await start({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' });
    startSpan('x', { parent: aContext() })?.end();
    await running.close();
    expect(collector.spans).toEqual([]);
  });
});

describe('a trace that begins here', () => {
  const rootsOf = (header?: string, incoming: 'id' | 'continue' | 'ignore' = 'id') =>
    Array.from({ length: 2_000 }, () => beginTrace(header, incoming));

  it('is recorded as often as the ratio says, decided alike by its id', async () => {
    await start({ TRACES_SAMPLE_RATIO: 0.1 });
    const sampled = rootsOf().filter(({ isSampled }) => isSampled);
    // Seven standard deviations.
    expect(Math.abs(sampled.length - 200)).toBeLessThan(95);
    for (const { traceId } of sampled) expect(parseInt(traceId.slice(-8), 16)).toBeLessThan(0.1 * 2 ** 32);
  });

  it.each([
    [0, 0],
    [1, 2_000],
  ])('with ratio %d is recorded %d times of 2000', async (ratio, times) => {
    await start({ TRACES_SAMPLE_RATIO: ratio });
    expect(rootsOf().filter(({ isSampled }) => isSampled)).toHaveLength(times);
  });

  it('is never recorded while traces are off', () =>
    expect(rootsOf().some(({ isSampled }) => isSampled)).toBe(false));
});

describe('the traceparent of a caller', () => {
  const above = aContext();
  const header = toTraceparent(above);

  it('that is followed decides alone', async () => {
    await start({ TRACES_SAMPLE_RATIO: 0 });
    expect(beginTrace(header, 'continue')).toEqual({ ...above, isRoot: false });
    const unsampled = toTraceparent({ ...above, isSampled: false });
    expect(beginTrace(unsampled, 'continue').isSampled).toBe(false);
  });

  it('that gives its id only has no say in what is recorded', async () => {
    await start({ TRACES_SAMPLE_RATIO: 0 });
    const begun = beginTrace(header, 'id');
    expect(begun).toMatchObject({ traceId: above.traceId, isSampled: false, isRoot: true });
    expect(begun.spanId).not.toBe(above.spanId);
  });

  it('that is ignored leaves nothing', () => {
    const begun = beginTrace(header, 'ignore');
    expect(begun.isRoot).toBe(true);
    expect(begun.traceId).not.toBe(above.traceId);
  });
});
