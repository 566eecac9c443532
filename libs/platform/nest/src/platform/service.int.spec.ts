import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { createDiscovery } from '@tradepost/discovery';
import { Metrics } from '@tradepost/observability';
import { RpcClients } from '@tradepost/rpc';
import { type BreakableLink, breakableLink, testDatabase, type TestDatabase } from '@tradepost/testing';
import { waitFor } from '@tradepost/testing/waiting';
import { texts } from '../testing/texts.ts';

// A process starts in a second, or in many where the machine is busy.
jest.setTimeout(60_000);

const root = path.resolve(import.meta.dirname, '../../../../..');
const program = path.join(root, 'libs/platform/nest/src/testing/dist/small-service.mjs');
const until = (check: () => unknown) => waitFor(check, { timeout: 30_000, interval: 20 });

interface Service {
  readonly child: ChildProcess;
  readonly output: () => string;
  readonly grpcPort: number;
  readonly opsPort: number;
}

const running: ChildProcess[] = [];
beforeAll(() => {
  // Node does not run decorators itself.
  const source = 'libs/platform/nest/src/testing/small-service.ts';
  execFileSync(process.execPath, ['tools/build/bundle.mjs', source], { cwd: root, stdio: 'pipe' });
});
afterEach(async () => {
  await Promise.all(
    running.splice(0).map(async (child) => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    }),
  );
});

function launch(env: Record<string, string>): { child: ChildProcess; output: () => string } {
  const child = spawn(process.execPath, [program], {
    env: {
      ...{ PATH: process.env['PATH'], DISCOVERY: 'static', HOST: '127.0.0.1', LEAVE_DELAY_MS: '300' },
      ...{ OPS_PORT: '0', GRPC_PORT: '0' },
      ...env,
    },
  });
  running.push(child);
  let text = '';
  child.stdout?.on('data', (chunk: Buffer) => (text += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (text += chunk.toString()));
  return { child, output: () => text };
}

async function start(env: Record<string, string> = {}): Promise<Service> {
  const { child, output } = launch(env);
  await until(() => expect(output()).toContain('"msg":"ready"'));
  const line = output()
    .split('\n')
    .find((one) => one.includes('"msg":"ready"'));
  return { child, output, ...(JSON.parse(line ?? '{}') as { grpcPort: number; opsPort: number }) };
}

async function ask({ grpcPort }: Pick<Service, 'grpcPort'>, text: string): Promise<string> {
  const staticList = `texts=127.0.0.1:${grpcPort}`;
  const discovery = createDiscovery({ driver: 'static', staticList, scheme: `s-${grpcPort}-${text}` });
  const clients = new RpcClients({ discovery, metrics: new Metrics('spec'), caller: 'spec' });
  try {
    return (await clients.get(texts, 'texts').one({ text }, { timeoutMs: 10_000 })).text;
  } finally {
    clients.close();
    discovery.close();
  }
}

const get = (opsPort: number, page: string) => fetch(`http://127.0.0.1:${opsPort}${page}`);
const readiness = async ({ opsPort }: Service) => (await get(opsPort, '/health/ready')).status;

describe('a service', () => {
  it('listens, is ready and answers', async () => {
    const service = await start();
    expect(await readiness(service)).toBe(200);
    expect((await get(service.opsPort, '/health/serving')).status).toBe(200);
    expect(await ask(service, '0')).toBe('waited 0');
    expect(service.output()).toContain('task started');
  });

  it('reports its metrics on the private port', async () => {
    const service = await start();
    await ask(service, '0');
    const answer = await get(service.opsPort, '/metrics');
    expect(answer.headers.get('content-type')).toContain('text/plain');
    expect(await answer.text()).toMatch(
      /rpc_server_call_duration_seconds_count\{service_name="texts",rpc_method="shop\.texts\.v1\.TextService\/One"/,
    );
    expect((await get(service.opsPort, '/nothing')).status).toBe(404);
  });

  it('lets running work end after SIGTERM, then exits with code 0', async () => {
    const service = await start();
    const slow = ask(service, '1000');
    await until(() => expect(service.output()).toContain('asked 1000'));
    const exited = once(service.child, 'exit');
    service.child.kill('SIGTERM');
    await until(async () => expect(await readiness(service)).toBe(503));
    expect(await slow).toBe('waited 1000');
    expect(await exited).toEqual([0, null]);
    expect(service.output()).toMatch(/"leaving"[^]*task stopped[^]*"gone"/);
  });

  it('answers new calls until other services have had time to notice that it leaves', async () => {
    const service = await start({ LEAVE_DELAY_MS: '2000' });
    service.child.kill('SIGTERM');
    await until(() => expect(service.output()).toContain('"leaving"'));
    expect(await ask(service, '1')).toBe('waited 1');
  });

  it('cuts off work that takes longer than DRAIN_TIMEOUT_MS', async () => {
    const service = await start({ DRAIN_TIMEOUT_MS: '200' });
    const endless = ask(service, '9000');
    endless.catch(() => {});
    await until(() => expect(service.output()).toContain('asked 9000'));
    const exited = once(service.child, 'exit');
    service.child.kill('SIGTERM');
    expect(await exited).toEqual([0, null]);
    await expect(endless).rejects.toThrow();
  });

  it('is not hurried by a second SIGINT, which npm sends', async () => {
    const service = await start();
    const slow = ask(service, '800');
    await until(() => expect(service.output()).toContain('asked 800'));
    service.child.kill('SIGINT');
    await until(() => expect(service.output()).toContain('"leaving"'));
    service.child.kill('SIGINT');
    expect(await slow).toBe('waited 800');
  });

  it('says so when it could not stop everything in time', async () => {
    const service = await start({ DRAIN_TIMEOUT_MS: '0', LEAVE_DELAY_MS: '0', NEVER_STOPS: 'yes' });
    const exited = once(service.child, 'exit');
    service.child.kill('SIGTERM');
    expect(await exited).toEqual([1, null]);
    expect(service.output()).toContain('not everything stopped in time');
  });

  it('names every fault of its configuration in one line of its log and exits with code 1', async () => {
    const { child, output } = launch({ GRPC_PORT: '99999', LOG_LEVEL: 'loud' });
    expect(await once(child, 'close')).toEqual([1, null]);
    const line = JSON.parse(output()) as { level: string; msg: string };
    expect(line.level).toBe('error');
    expect(line.msg).toMatch(
      /^cannot start: LOG_LEVEL must be one of[^\n]*; GRPC_PORT must be a whole number/,
    );
  });

  it('does not start when main.ts forgot to connect the transport of a handler', async () => {
    const { child, output } = launch({ FORGET_TRANSPORT: 'yes' });
    expect(await once(child, 'exit')).toEqual([1, null]);
    expect(output()).toContain(
      'Handlers of a transport that does not listen: TextController.one, TextController.two.',
    );
  });
});

describe('a service that calls another', () => {
  it('is live, and ready once it has found the other; when that one goes it stays in service', async () => {
    const called = await start();
    const { grpcPort } = called;
    const gone = once(called.child, 'exit');
    called.child.kill('SIGKILL');
    await gone;
    const { child, output } = launch({ CALLS: 'yes', DISCOVERY_STATIC: `called=127.0.0.1:${grpcPort}` });
    await until(() => expect(output()).toContain('listening'));
    const opsPort = Number(/listening .*"port":(\d+)/.exec(output())?.[1]);
    expect((await get(opsPort, '/health/live')).status).toBe(200);
    expect((await get(opsPort, '/health/serving')).status).toBe(503);
    const waiting = await get(opsPort, '/health/ready');
    expect([waiting.status, await waiting.json()]).toEqual([
      503,
      expect.objectContaining({ status: 'starting', waitingFor: ['called'] }),
    ]);
    const back = await start({ GRPC_PORT: String(grpcPort) });
    await until(() => expect(output()).toContain('"msg":"ready"'));
    back.child.kill('SIGKILL');
    await until(async () => {
      const lost = await get(opsPort, '/health/ready');
      expect([lost.status, await lost.json()]).toEqual([
        200,
        expect.objectContaining({ degraded: ['called'] }),
      ]);
    });
    expect(child.exitCode).toBeNull();
  });
});

describe('a service with the wrong login', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase([]);
  });
  afterAll(() => database.close());

  it.each([
    ['password', /refuses the password/, (url: URL) => (url.password = 'hunter2')],
    ['database', /does not exist/, (url: URL) => (url.pathname = '/absent')],
  ])('names the %s and ends with code 1, without ever being ready', async (_, says, spoil) => {
    const url = new URL(database.url);
    spoil(url);
    const { child, output } = launch({ DATABASE_URL: url.href });
    await until(() => expect(output()).toContain('listening'));
    const opsPort = Number(/listening .*"port":(\d+)/.exec(output())?.[1]);
    expect((await get(opsPort, '/health/ready')).status).toBe(503);
    expect(await once(child, 'close')).toEqual([1, null]);
    const last = JSON.parse(output().trim().split('\n').at(-1) ?? '') as { msg: string };
    expect(last.msg).toMatch(/^cannot start: DATABASE_URL: /);
    expect(last.msg).toMatch(says);
    expect(output()).not.toContain('hunter2');
    expect(output()).not.toContain('"ready"');
  });
});

describe('a service that starts before its database', () => {
  let database: TestDatabase;
  let link: BreakableLink;
  beforeAll(async () => {
    database = await testDatabase([]);
  });
  beforeEach(async () => {
    link = await breakableLink(database.url);
    link.cut();
  });
  afterEach(() => link.close());
  afterAll(() => database.close());

  it('is live, and ready only when the database answers', async () => {
    const { child, output } = launch({ DATABASE_URL: link.url });
    await until(() => expect(output()).toContain('the database does not answer yet'));
    const opsPort = Number(/listening .*"port":(\d+)/.exec(output())?.[1]);
    expect((await get(opsPort, '/health/live')).status).toBe(200);
    expect((await get(opsPort, '/health/ready')).status).toBe(503);
    link.mend();
    await until(() => expect(output()).toContain('"msg":"ready"'));
    expect((await get(opsPort, '/health/ready')).status).toBe(200);
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    expect(await exited).toEqual([0, null]);
  });

  it('exits with code 0 when it is stopped while it waits', async () => {
    const { child, output } = launch({ DATABASE_URL: link.url });
    await until(() => expect(output()).toContain('the database does not answer yet'));
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    expect(await exited).toEqual([0, null]);
    expect(output()).not.toMatch(/"ready"|does not listen/);
  });
});
