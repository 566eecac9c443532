import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { exemplarOf, newSpanId, newTraceId } from '../context.ts';
import { aLog } from '../testing/a-log.ts';
import { createMetrics } from './create.ts';
import { atMost, counter, gauge, histogram } from './declaration.ts';
import { formatFor } from './exposition.ts';
import { Metrics } from './metrics.ts';

describe('a gauge', () => {
  it.each([
    ['fails', () => Promise.reject(new Error('no database'))],
    [
      'throws',
      () => {
        throw new Error('no database');
      },
    ],
    ['never answers', () => new Promise<void>(() => {})],
  ])('whose collection %s keeps its last value, and the others are exported', async (_how, collect) => {
    const metrics = new Metrics('test');
    metrics.gauge(gauge({ name: 'age_seconds', help: 'Age', aggregation: 'max' }), collect).set(7);
    metrics.gauge(gauge({ name: 'open', help: 'Open', aggregation: 'sum' }), (open) => open.set(3));
    const text = await metrics.export();
    expect(text).toContain('age_seconds{service_name="test"} 7');
    expect(text).toContain('open{service_name="test"} 3');
  });
});

// Made for this spec by openssl; its key is gone.
const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBcjCCARmgAwIBAgIUVMrbXrK6UV/4IQYBOh8p52QaSQQwCgYIKoZIzj0EAwIw
DzENMAsGA1UEAwwEc3BlYzAeFw0yNjExMzAxMjU4NTBaFw0zNjExMjcxMjU4NTBa
MA8xDTALBgNVBAMMBHNwZWMwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAQ7VXig
7tzkcsUjzWqlQjtzA2NoRlHCK9Tr4xxRJKWkonLGzTopVj0QllSgmgLD1l6kcjfs
BHCTa4PTMuMOy5E/o1MwUTAdBgNVHQ4EFgQURqkTq7X8PIvxTjOYaOJjRXgv8WUw
HwYDVR0jBBgwFoAURqkTq7X8PIvxTjOYaOJjRXgv8WUwDwYDVR0TAQH/BAUwAwEB
/zAKBggqhkjOPQQDAgNHADBEAiAFlLDMWaVtXKgfqBtaD4apTMDMOE5di1lLXlMS
KhvMLgIgb4TChZppxkUx4zr6FQguLwxXmmwOeVKsi93iNQWl1R4=
-----END CERTIFICATE-----`;
const ENDS = 2111403530;

const requests = histogram({
  name: 'request_seconds',
  help: 'Time',
  labels: { kind: ['read', 'write'] },
  hasExemplars: true,
});

describe('a collection', () => {
  const open = gauge({ name: 'open', help: 'Open', aggregation: 'max' });

  it('is not repeated before its values have the age that they may have', async () => {
    let reads = 0;
    const metrics = new Metrics('test', { isCaching: true });
    metrics.onScrape(() => void reads++, { minAgeMs: 60_000 });
    await metrics.export();
    await metrics.export();
    expect(reads).toBe(1);
  });

  it('that hangs is not started again', async () => {
    let reads = 0;
    const metrics = new Metrics('test');
    metrics.gauge(open, () => {
      reads++;
      return new Promise<void>(() => {});
    });
    await Promise.all([metrics.export(), metrics.export()]);
    expect(reads).toBe(1);
  });
});

describe('a series', () => {
  it('whose labels are all declared exists from the start, at 0', async () => {
    const metrics = new Metrics('test');
    metrics.counter(counter({ name: 'sold_total', help: 'Sold', labels: { outcome: ['ok', 'no'] } }));
    metrics.histogram(requests);
    const text = await metrics.export();
    for (const outcome of ['ok', 'no'])
      expect(text).toContain(`sold_total{outcome="${outcome}",service_name="test"} 0`);
    for (const kind of ['read', 'write'])
      expect(text).toContain(`request_seconds_count{service_name="test",kind="${kind}"} 0`);
  });

  it('has one instrument per declaration, and one declaration per name', () => {
    const metrics = new Metrics('test');
    expect(metrics.histogram(requests)).toBe(metrics.histogram(requests));
    expect(() => metrics.histogram({ ...requests })).toThrow(
      'Two declarations have the name request_seconds',
    );
  });

  it('counts alike whether its child was prepared or is named each time', async () => {
    const metrics = new Metrics('test');
    const sold = metrics.counter(
      counter({ name: 'sold_total', help: 'Sold', labels: { a: ['x'], b: ['y'] } }),
    );
    sold.labels({ b: 'y', a: 'x' }).inc();
    sold.inc({ a: 'x', b: 'y' }, 2);
    const seconds = metrics.histogram(requests);
    seconds.labels({ kind: 'read' }).observe(0.001);
    seconds.observe({ kind: 'read' }, 31);
    const plain = metrics.histogram(histogram({ name: 'plain_seconds', help: 'Plain', buckets: [1, 2] }));
    for (const value of [0.5, 1, 1.5, 2, 2.5]) plain.observe(value);
    const text = await metrics.export();
    expect(text).toContain('sold_total{a="x",b="y",service_name="test"} 3');
    expect(text).toMatch(/request_seconds_bucket\{le="0.001",.*kind="read"\} 1\n/);
    expect(text).toMatch(/request_seconds_bucket\{le="30.0",.*kind="read"\} 1\n/);
    expect(text).toMatch(/request_seconds_bucket\{le="\+Inf",.*kind="read"\} 2\n/);
    expect(text.match(/^plain_seconds.*/gm)).toEqual([
      'plain_seconds_bucket{le="1.0",service_name="test"} 2',
      'plain_seconds_bucket{le="2.0",service_name="test"} 4',
      'plain_seconds_bucket{le="+Inf",service_name="test"} 5',
      'plain_seconds_sum{service_name="test"} 7.5',
      'plain_seconds_count{service_name="test"} 5',
    ]);
  });

  it('exists when something was counted, not when it was prepared', async () => {
    const metrics = new Metrics('test');
    const labels = { rpc_method: atMost(9, 'methods') };
    const calls = metrics.histogram(histogram({ name: 'calls_seconds', help: 'Calls', labels }));
    const errors = metrics.counter(counter({ name: 'errors_total', help: 'Errors', labels }));
    for (const rpc_method of ['a', 'b']) void [calls.labels({ rpc_method }), errors.labels({ rpc_method })];
    calls.labels({ rpc_method: 'a' }).observe(1);
    errors.labels({ rpc_method: 'a' }).inc(0);
    const text = await metrics.export();
    expect(text).toContain('calls_seconds_count{service_name="test",rpc_method="a"} 1');
    expect(text).toContain('errors_total{rpc_method="a",service_name="test"} 0');
    expect(text).not.toContain('rpc_method="b"');
  });

  it('refuses what would make it wrong', () => {
    const metrics = new Metrics('test');
    const sold = metrics.counter(counter({ name: 'sold_total', help: 'Sold', labels: { outcome: ['ok'] } }));
    expect(() => sold.inc({ outcome: 'ok' }, -1)).toThrow('only grows');
    expect(() => sold.inc({ outcome: 'ok' }, NaN)).toThrow('only grows');
    expect(() => sold.inc({ kind: 'ok' } as never)).toThrow('sold_total has the labels outcome, not kind');
    expect(() => metrics.histogram(requests).observe({ kind: 'read' }, NaN)).toThrow('number');
  });

  it('is not there when metrics are off', async () => {
    const metrics = new Metrics('test', { isOn: false });
    metrics.histogram(requests).labels({ kind: 'read' }).observe(1, newTraceId());
    metrics.gauge(gauge({ name: 'open', help: 'Open', aggregation: 'sum' }), () => {
      throw new Error('must not be collected');
    });
    expect((await metrics.export()).trim()).toBe('');
  });
});

describe('an exemplar', () => {
  const traceId = newTraceId();

  it('is on the bucket of a sampled request, in OpenMetrics only', async () => {
    const metrics = new Metrics('test');
    const reads = metrics.histogram(requests).labels({ kind: 'read' });
    const span = { traceId, spanId: newSpanId() };
    reads.observe(0.3, exemplarOf({ ...span, isSampled: true }));
    reads.observe(0.03, exemplarOf({ ...span, isSampled: false }));
    reads.observe(0.003, exemplarOf(undefined));
    const [open, text] = [await metrics.export('openmetrics'), await metrics.export('text')];
    const exemplars = open.split('\n').filter((line) => line.includes(' # {'));
    expect(exemplars).toHaveLength(1);
    expect(exemplars[0]).toMatch(
      new RegExp(`^request_seconds_bucket\\{le="0\\.5",.*\\} 3 # \\{trace_id="${traceId}"\\} 0\\.3 \\d`),
    );
    expect(text).not.toContain('trace_id');
    expect(text).toContain('request_seconds_count{service_name="test",kind="read"} 3');
  });
});

describe('the formats', () => {
  const sold = counter({ name: 'sold_total', help: 'Things sold' });

  it('have the same samples, whichever is asked for first and at the same time', async () => {
    const metrics = new Metrics('test');
    metrics.counter(sold).inc(3);
    const samples = (text: string) => text.split('\n').filter((line) => /^(sold|.*_info)/.test(line));
    const [open, text, again] = await Promise.all([
      metrics.export('openmetrics'),
      metrics.export('text'),
      metrics.export('openmetrics'),
    ]);
    expect(samples(open)).toContain('sold_total{service_name="test"} 3');
    expect(samples(text)).toEqual(samples(open));
    expect(samples(again)).toEqual(samples(open));
    expect(open).toMatch(/# TYPE sold counter\n[^]*# EOF\n$/);
    expect(text).toContain('# HELP sold_total Things sold\n# TYPE sold_total counter\n');
    expect(text).not.toContain('# EOF');
  });

  it('write the bounds of buckets as Prometheus 3 does', async () => {
    const metrics = new Metrics('test');
    metrics.histogram(requests);
    const text = await metrics.export();
    expect(text).toContain('request_seconds_bucket{le="1.0",');
    expect(text).not.toMatch(/le="\d+"/);
  });

  it.each([
    [undefined, 'text'],
    ['*/*', 'text'],
    ['application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5', 'openmetrics'],
  ])('for Accept %j: %s', (accept, format) => expect(formatFor(accept)).toBe(format));
});

describe('a certificate', () => {
  it('is reported with its end, and one that can not be read is left out', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'certificates-'));
    const file = path.join(folder, 'tls.crt');
    await writeFile(file, CERTIFICATE);
    const files = { server: file, ca: path.join(folder, 'missing.crt') };
    const config = { METRICS: true, TLS_CERTIFICATE_FILES: files, OTEL_RESOURCE_ATTRIBUTES: {} };
    const text = await createMetrics('test', config, aLog().log).export();
    expect(text.match(/^tls_certificate_expiry_timestamp_seconds\{.*/gm)).toEqual([
      `tls_certificate_expiry_timestamp_seconds{certificate="server",service_name="test"} ${ENDS}`,
    ]);
    await rm(folder, { recursive: true });
  });
});

describe('the lines of the log', () => {
  it('are counted by level, with those of derived loggers, when they were written', async () => {
    const { log } = aLog();
    const config = {
      METRICS: true,
      TLS_CERTIFICATE_FILES: {},
      OTEL_RESOURCE_ATTRIBUTES: { 'service.version': '1.2.3' },
    };
    const metrics = createMetrics('test', config, log);
    log.info({}, 'one');
    log.with({ a: 1 }).info({}, 'two');
    log.error({}, 'three');
    log.debug({}, 'not written at this level');
    const text = await metrics.export();
    expect(text).toContain('log_lines_total{level="info",service_name="test"} 2');
    expect(text).toContain('log_lines_total{level="error",service_name="test"} 1');
    expect(text).toContain('log_lines_total{level="debug",service_name="test"} 0');
    expect(text).toContain('build_info{version="1.2.3",node_version=');
  });
});
