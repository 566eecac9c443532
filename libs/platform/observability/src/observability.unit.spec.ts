import { describe, expect, it } from '@jest/globals';
import {
  counter,
  currentContext,
  Metrics,
  newSpanId,
  newTraceId,
  Readiness,
  runInContext,
  startOpsServer,
  toTraceparent,
  traceFrom,
} from './index.ts';
import { aLog } from './testing/a-log.ts';

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

  it('masks them in lists, in errors and in what a logger always adds, and leaves the logged object as it was', () => {
    const { log, lines } = aLog();
    const fields = {
      items: [{ token: 'tok_1' }],
      err: Object.assign(new Error('x'), { email: 'ada@example.com' }),
    };
    log.with({ cartToken: 'tok_2' }).info(fields, 'hello');
    expect(lines[0]).not.toMatch(/tok_|ada@/);
    expect(fields.items[0]?.token).toBe('tok_1');
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

  it('reports what Redis refused without the arguments of the command', () => {
    const { log, lines } = aLog();
    const command = { name: 'hello', args: ['3', 'AUTH', 'shop', 'secret-word'] };
    const refused = Object.assign(new Error('WRONGPASS invalid username-password pair'), { command });
    const aborted = Object.assign(new Error('EXECABORT'), { command, previousErrors: [refused] });
    log.warn({ err: refused }, 'refused');
    log.warn({ err: aborted }, 'aborted');
    expect(lines[0]).toContain('WRONGPASS');
    expect(lines.join('')).not.toContain('secret-word');
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
    expect((await get('/health/serving')).status).toBe(503);
    await readiness.open(async () => {
      // The registry's check must pass while the process waits to be found.
      expect((await get('/health/serving')).status).toBe(200);
      expect((await get('/health/ready')).status).toBe(503);
    });
    expect((await get('/health/ready?x=1')).status).toBe(200);
    expect((await get('/health/serving')).status).toBe(200);
    expect((await get('/metrics')).text).toContain('sold_total{service_name="test"} 3');
    expect((await get('/secrets')).status).toBe(404);
    const open = await fetch(`http://127.0.0.1:${server.port}/metrics`, {
      headers: { accept: 'application/openmetrics-text' },
    });
    expect(open.headers.get('content-type')).toContain('application/openmetrics-text');
    expect(await open.text()).toMatch(/# EOF\n$/);
    readiness.leave();
    expect((await get('/health/serving')).status).toBe(503);
    await server.close();
  });
});
