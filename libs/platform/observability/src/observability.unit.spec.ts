import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import { describe, expect, it } from '@jest/globals';
import {
  counter,
  createMetrics,
  currentContext,
  exemplarOf,
  formatFor,
  gauge,
  histogram,
  Logger,
  Metrics,
  newSpanId,
  newTraceId,
  pinoOptions,
  Readiness,
  runInContext,
  startOpsServer,
  toTraceparent,
  traceFrom,
} from './index.ts';

function aLog() {
  const lines: string[] = [];
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => (lines.push(chunk.toString()), done()),
  });
  return { lines, log: new Logger(pino(pinoOptions({ service: 'test', level: 'info' }), stream)) };
}

describe('the log', () => {
  it('masks private fields, also inside other fields', () => {
    const { log, lines } = aLog();
    log.info(
      {
        email: 'ada@example.com',
        user: { password: 'hunter2', deep: { token: 'tok_1' } },
        headers: { authorization: 'Bearer x', cookie: 'c' },
        shippingAddress: { line1: 'Home' },
      },
      'hello',
    );
    expect(lines[0]).not.toMatch(/ada@|hunter2|tok_1|Bearer|Home/);
    expect(lines[0]).toContain('[private]');
  });

  it('has the trace id of the current context', () => {
    const { log, lines } = aLog();
    const traceId = newTraceId();
    runInContext({ traceId, spanId: newSpanId() }, () => log.warn({}, 'inside'));
    log.warn({}, 'outside');
    expect(lines.map((line) => (JSON.parse(line) as { traceId?: string }).traceId)).toEqual([
      traceId,
      undefined,
    ]);
  });

  it('names the violated constraint of the database, not the values', () => {
    const { log, lines } = aLog();
    const broken = Object.assign(new Error('duplicate key'), {
      code: '23505',
      constraint: 'users_email_key',
      detail: 'Key (email)=(ada@example.com) already exists.',
    });
    log.error({ err: broken }, 'failed');
    expect(lines[0]).toContain('users_email_key');
    expect(lines[0]).not.toContain('ada@');
  });

  it('reports a broken connection without the connection itself', () => {
    const { log, lines } = aLog();
    const client = { connectionParameters: { user: 'ada' }, parsedStatements: { a: 'SELECT 1' } };
    log.warn({ err: Object.assign(new Error('terminated'), { code: '57P01', client }) }, 'broke');
    expect(lines[0]).toContain('57P01');
    expect(lines[0]).not.toMatch(/connectionParameters|SELECT/);
  });

  it('is one line per message, whatever it contains', () => {
    const { log, lines } = aLog();
    log.error({ err: new Error('two\nlines') }, 'a\nb');
    expect(lines).toHaveLength(1);
    expect(lines[0]?.trimEnd()).not.toContain('\n');
  });
});

describe('a trace', () => {
  it('continues the caller’s header', () => {
    const context = { traceId: newTraceId(), spanId: newSpanId() };
    for (const isSampled of [true, false])
      expect(traceFrom(toTraceparent({ ...context, isSampled }))).toEqual({ ...context, isSampled });
    expect(traceFrom(toTraceparent(context)).isSampled).toBe(false);
  });

  it('is sampled by the lowest bit of the flags alone', () => {
    const of = (flags: string) => traceFrom(`00-${'a'.repeat(32)}-${'b'.repeat(16)}-${flags}`).isSampled;
    expect(['00', '01', '02', '03', 'ff'].map(of)).toEqual([false, true, false, true, true]);
  });

  it.each([
    undefined,
    '',
    'garbage',
    '00-abc-def-01',
    `00-${'z'.repeat(32)}-${'b'.repeat(16)}-01`,
    `00-${'0'.repeat(32)}-${'b'.repeat(16)}-01`,
    `00-${'a'.repeat(32)}-${'0'.repeat(16)}-01`,
  ])('starts a new trace, which is not sampled, for %j', (header) => {
    const { traceId, isSampled } = traceFrom(header);
    expect(traceId).toMatch(/^(?!a{32}|0{32})[0-9a-f]{32}$/);
    expect(isSampled).toBe(false);
  });

  it('has a new id each time', () =>
    expect(new Set(Array.from({ length: 5_000 }, newTraceId)).size).toBe(5_000));

  it('stays with its own work while other work runs', async () => {
    const seen = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        runInContext({ traceId: String(n), spanId: '' }, async () => {
          await new Promise((done) => setImmediate(done));
          return currentContext()?.traceId;
        }),
      ),
    );
    expect(seen).toEqual(Array.from({ length: 20 }, (_, n) => String(n)));
  });
});

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

describe('the private port', () => {
  it('answers other paths as JSON, and 503 while what they need is away', async () => {
    let isAway = false;
    const list = async () => {
      if (isAway) throw new Error('Consul is away');
      return ['10.0.0.1:9464'];
    };
    const server = await startOpsServer({
      ...{ host: '127.0.0.1', port: 0, metrics: new Metrics('test', { isOn: false }) },
      ...{ readiness: new Readiness(aLog().log), json: { '/sd/prometheus': list } },
    });
    const get = (path: string) => fetch(`http://127.0.0.1:${server.port}${path}`);
    const found = await get('/sd/prometheus');
    expect(found.headers.get('content-type')).toBe('application/json');
    expect(await found.json()).toEqual(['10.0.0.1:9464']);
    isAway = true;
    expect((await get('/sd/prometheus')).status).toBe(503);
    expect((await get('/metrics')).status).toBe(404);
    await server.close();
  });

  it('answers liveness, readiness and metrics', async () => {
    const metrics = new Metrics('test');
    metrics.counter(counter({ name: 'sold_total', help: 'Things sold' })).inc(3);
    const readiness = new Readiness(aLog().log);
    readiness.uses('redis', () => false);
    const server = await startOpsServer({ host: '127.0.0.1', port: 0, metrics, readiness });
    const get = async (path: string) => {
      const answer = await fetch(`http://127.0.0.1:${server.port}${path}`);
      return { status: answer.status, text: await answer.text() };
    };
    expect((await get('/health/live')).status).toBe(200);
    expect((await get('/health/ready')).status).toBe(503);
    await readiness.open();
    expect((await get('/health/ready?x=1')).status).toBe(200);
    expect((await get('/metrics')).text).toContain('sold_total{service_name="test"} 3');
    expect((await get('/secrets')).status).toBe(404);
    const open = await fetch(`http://127.0.0.1:${server.port}/metrics`, {
      headers: { accept: 'application/openmetrics-text' },
    });
    expect(open.headers.get('content-type')).toContain('application/openmetrics-text');
    expect(await open.text()).toMatch(/# EOF\n$/);
    await server.close();
  });
});
