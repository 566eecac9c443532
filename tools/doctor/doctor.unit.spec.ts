import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { identityOf } from '../dev/processes/identity.mjs';
import { examine } from './examine.mjs';
import { disk, memory, node } from './machine.mjs';

// The programs whose versions are asked for take seconds to start on a busy machine.
jest.setTimeout(60_000);

// Each fault is made for real in a clone of a few files; only memory and disk are numbers given to the check.
let root: string;
const closing: (() => unknown)[] = [];

const write = (file: string, content: unknown = {}): void => {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  writeFileSync(path.join(root, file), JSON.stringify(content));
};
const agedTo = (file: string, seconds: number): void => utimesSync(path.join(root, file), seconds, seconds);
const nowS = (): number => Date.now() / 1000;

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'tradepost-doctor-'));
  write('package-lock.json', { packages: {} });
  write('node_modules/.package-lock.json');
});
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
  rmSync(root, { recursive: true });
});

async function finding(check: string, env: NodeJS.ProcessEnv = {}) {
  const [found] = await examine({ root, env, only: [check] });
  if (!found) throw new Error(`${check} found nothing`);
  return found;
}

async function listening(server: net.Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => server.close());
  return (server.address() as AddressInfo).port;
}

describe('the machine', () => {
  it('may have an old Node, and then says what the first command does', () => {
    expect(node({ root, version: '24.9.0' }).level).toBe('ok');
    expect(node({ root, version: '18.20.0' })).toMatchObject({
      level: 'warning',
      says: expect.stringContaining('fetches Node 24'),
    });
  });

  it('without npm is a problem', async () => {
    expect(await finding('npm', { PATH: '' })).toMatchObject({ level: 'problem' });
  });

  it.each([
    [0.5, 'problem'],
    [2, 'warning'],
    [4, 'ok'],
  ])('with %d GB of memory: %s', (gigabytes, level) =>
    expect(memory({ available: gigabytes * 2 ** 30 }).level).toBe(level),
  );

  it.each([
    [0.5, 1e6, 'problem'],
    [2, 1e6, 'warning'],
    [9, 1e6, 'ok'],
    [9, 10, 'problem'],
  ])('with %d GB and %d files left on its disk: %s', (gigabytes, ffree, level) => {
    const statfs = () => ({ bavail: gigabytes * 2 ** 18, bsize: 4_096, files: 2e6, ffree });
    expect(disk({ root, statfs })[0]?.level).toBe(level);
  });

  it('with a clock behind the files of the clone is a problem', async () => {
    expect(await finding('clock')).toMatchObject({ level: 'ok' });
    agedTo('package-lock.json', nowS() + 86_400);
    expect(await finding('clock')).toMatchObject({ level: 'problem' });
  });

  it('with a locale that is not UTF-8 gets a warning', async () => {
    expect(await finding('locale', { LANG: 'de_DE.UTF-8' })).toMatchObject({ level: 'ok' });
    expect(await finding('locale', { LC_ALL: 'POSIX', LANG: 'de_DE.UTF-8' })).toMatchObject({
      level: 'warning',
      says: expect.stringContaining('LC_ALL=POSIX'),
    });
  });
});

describe('the clone', () => {
  it('reports packages older than the lockfile and how to install them', async () => {
    expect(await finding('packages')).toMatchObject({ level: 'ok' });
    agedTo('node_modules/.package-lock.json', 1);
    expect(await finding('packages')).toMatchObject({
      level: 'warning',
      remedy: expect.stringContaining('npm ci'),
    });
  });

  it('needs the registry only while something is to be installed', async () => {
    const away = `http://127.0.0.1:${await closedPort()}`;
    const env = { ...process.env, npm_config_registry: away, NPM_CONFIG_REGISTRY: away };
    expect(await finding('registry', env)).toMatchObject({ level: 'warning' });
    agedTo('node_modules/.package-lock.json', 1);
    expect(await finding('registry', env)).toMatchObject({ level: 'problem' });
  });

  it('shows generated code that is missing', async () => {
    write('libs/contracts/src/gen/index.ts');
    write('apps/cart/src/main.ts');
    write('apps/cart/prisma/schema.prisma');
    expect((await finding('generated')).says).toBe('missing: libs/api-client/src/gen, apps/cart/src/gen');
  });

  it('shows a build that is older than a source of the service or of a library', async () => {
    write('apps/cart/src/main.ts');
    write('libs/rpc/src/index.ts');
    expect((await finding('builds')).says).toBe('not built yet: cart');
    write('apps/cart/dist/main.mjs');
    agedTo('apps/cart/dist/main.mjs', nowS() + 10);
    expect(await finding('builds')).toMatchObject({ level: 'ok' });
    agedTo('libs/rpc/src/index.ts', nowS() + 20);
    expect((await finding('builds')).says).toBe('sources changed since the build of cart');
  });
});

describe('ports and servers', () => {
  it('name the process that holds the public port', async () => {
    const port = await listening(net.createServer());
    expect(await finding('port', { PORT: String(port) })).toMatchObject({
      level: 'problem',
      says: expect.stringContaining(`(process ${process.pid})`),
      remedy: expect.stringContaining(`PORT=${port + 1}`),
    });
    expect(await finding('port', { PORT: 'eighty' })).toMatchObject({ level: 'problem' });
  });

  it('reads PORT from .env, which the shell overrides', async () => {
    const port = await listening(net.createServer());
    writeFileSync(path.join(root, '.env'), `# mine\nPORT="${port}"\n`);
    expect(await finding('port')).toMatchObject({ level: 'problem' });
    expect(await finding('port', { PORT: String(await closedPort()) })).toMatchObject({ level: 'ok' });
  });

  it('shows a given server that does not answer, without the password', async () => {
    const port = await closedPort();
    const found = await finding('servers', {
      DATABASE_URL: `postgres://admin:hunter2@127.0.0.1:${port}/postgres`,
    });
    expect(found).toMatchObject({ check: 'postgres', level: 'problem' });
    expect(found.says).toContain(`127.0.0.1:${port} (DATABASE_URL) does not answer: ECONNREFUSED`);
    expect(JSON.stringify(found)).not.toContain('hunter2');
  });

  it('explains a password that makes an address unreadable', async () => {
    expect(
      await finding('servers', { DATABASE_URL: 'postgres://admin:p/w@host:5432/postgres' }),
    ).toMatchObject({
      level: 'problem',
      remedy: expect.stringContaining('%40'),
    });
  });
});

describe('processes', () => {
  let child: ChildProcess;
  const leave = (): void => {
    child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    closing.push(() => child.kill('SIGKILL'));
  };
  const record = (supervisor: number): void => {
    write('.local/dev/supervisor.json', { pid: supervisor, identity: identityOf(supervisor) ?? 'ended' });
    write('.local/dev/pids.json', [
      { name: 'product', pid: child.pid, identity: identityOf(child.pid ?? 0) },
    ]);
  };

  it('that a killed run left are listed', async () => {
    leave();
    record(2 ** 22 + 1);
    expect(await finding('leftovers')).toMatchObject({
      level: 'problem',
      says: expect.stringContaining(`product (process ${child.pid})`),
    });
  });

  it('of a running shop are none', async () => {
    leave();
    record(process.pid);
    expect(await finding('leftovers')).toMatchObject({ level: 'ok' });
  });
});

describe('a running shop', () => {
  const ops = async (ready: number, body: string, metrics: string): Promise<string> => {
    const server = http.createServer(({ url }, response) => {
      if (url === '/v1/health/state/any') return response.end('[]');
      if (url === '/metrics') return response.end(metrics);
      return response.writeHead(ready).end(body);
    });
    return `http://127.0.0.1:${await listening(server)}`;
  };
  const shop = async (ready: number, body: string, metrics = ''): Promise<Map<string, string>> => {
    const opsUrl = await ops(ready, body, metrics);
    write('.local/dev/supervisor.json', { pid: process.pid, identity: identityOf(process.pid) });
    const services = [{ app: 'cart', name: 'cart', opsUrl }];
    write('.local/dev/stack.json', { consulUrl: opsUrl, databaseUrls: {}, services });
    const found = await examine({ root, env: {}, only: ['shop'] });
    return new Map(found.map(({ check, level, says }) => [check, `${level}: ${says}`]));
  };

  it('names what a service that is not ready says', async () => {
    const found = await shop(503, 'not ready\npostgres: connection refused\n');
    expect(found.get('cart')).toBe('problem: is not ready: not ready postgres: connection refused');
  });

  it('warns of a service that is ready only if a dependency is down', async () => {
    const body = (degraded: string[]) =>
      JSON.stringify({ status: 'ready', waitingFor: [], degraded, dependencies: {} });
    expect((await shop(200, body([]))).get('cart')).toBe('ok: ready');
    expect((await shop(200, body(['redis']))).get('cart')).toBe('warning: is ready, without redis');
  });

  it('names instances that discovery does not find', async () => {
    expect((await shop(200, 'ready')).get('discovery')).toBe('problem: cart: 0 of 1 instances are healthy');
  });

  it('tells of dead letters and of an outbox that does not empty', async () => {
    const metrics =
      'dead_letters{stream="events.order"} 2\noutbox_oldest_age_seconds{service_name="cart"} 600\n';
    const found = await shop(200, 'ready', metrics);
    expect(found.get('dead letters')).toBe('warning: 2 abandoned events');
    expect(found.get('outbox')).toBe('problem: the oldest event waits for 10 min');
    expect((await shop(200, 'ready')).get('outbox')).toBe('ok: empty');
  });

  it('that is still starting is no problem', async () => {
    write('.local/dev/supervisor.json', { pid: process.pid, identity: identityOf(process.pid) });
    expect(await finding('shop')).toMatchObject({ level: 'warning' });
  });
});

async function closedPort(): Promise<number> {
  const server = net.createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}
