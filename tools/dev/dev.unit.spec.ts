import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { deflateRawSync } from 'node:zlib';
import { throughSocket } from '../db/databases.ts';
import { type Instance, portVariables, staticAddresses } from './instances.ts';
import { readRun } from './nx-tasks.ts';
import { readOptions } from './options.ts';
import { unzip } from './parts/hashicorp.ts';
import { socketFolderFor } from './parts/postgres.ts';
import { identityOf } from './processes/identity.mjs';
import { warningIn } from './processes/log-tail.ts';
import { PidFile } from './processes/pid-file.ts';
import { accountsIn } from './seeds.ts';
import { services } from './services.ts';
import { secretsIn } from './secrets.ts';
import { settingFaults } from './settings.ts';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(path.join(tmpdir(), 'tradepost-spec-'))));
afterEach(() => rmSync(folder, { recursive: true }));

describe('the options of npm start', () => {
  it('reads how many instances are wanted', () =>
    expect(readOptions(['--instances', 'product=3,cart=2', '--reset'])).toMatchObject({
      instances: { product: 3, cart: 2 },
      reset: true,
    }));

  it('gives each service that can have several as many as a number alone says', () =>
    expect(readOptions(['--instances', '2']).instances).toEqual({ product: 2, user: 2, cart: 2, order: 2 }));

  it('names the stack, whose folder and database it is', () => {
    expect(readOptions([]).stack).toBe('dev');
    expect(readOptions(['--stack', 'bench-off']).stack).toBe('bench-off');
  });

  it.each([
    ['--instances=0', 'no service "0"'],
    ['--instances=prodct=2', 'there is no service "prodct"'],
    ['--instances=product=0', 'needs a number'],
    ['--instances=storefront=2', 'one fixed address'],
    ['--with=grafana', '"grafana" is not known'],
    ['--stack=test', '"test" must be dev, or bench-'],
    ['--rest', '--rest'],
  ])('refuses %s', (option, why) => expect(() => readOptions([option])).toThrow(why));
});

describe('the settings of npm start', () => {
  it.each([
    ['PORT', '80a', 'PORT must be a whole number from 1 to 65535 (it is "80a")'],
    ['PORT', '65536', 'PORT must be a whole number from 1 to 65535 (it is "65536")'],
    [
      'PORT_RANGE',
      '21000',
      'PORT_RANGE must be two ports, the lower one first: PORT_RANGE=14000-19999 (it is "21000")',
    ],
    ['PORT_RANGE', '200-100', expect.stringContaining('the lower one first')],
    ['PORT_RANGE', '65000-70000', expect.stringContaining('PORT_RANGE')],
    [
      'DATABASE_URL',
      'mysql://me:secret@here/db',
      'DATABASE_URL must be a URL that begins with postgres:// or postgresql://',
    ],
    ['REDIS_URL', 'localhost:6379', 'REDIS_URL must be a URL that begins with redis:// or rediss://'],
    [
      'CONSUL_HTTP_ADDR',
      '127.0.0.1:8500',
      'CONSUL_HTTP_ADDR must be a URL that begins with http:// or https://',
    ],
    ['PUBLIC_URL', 'shop.example', 'PUBLIC_URL must be a URL that begins with http:// or https://'],
    ['SMTP_URL', 'mail', 'SMTP_URL must be a URL that begins with smtp:// or smtps://'],
  ])('refuse %s=%s in one line', (name, value, says) =>
    expect(settingFaults({ [name]: value })).toEqual([says]),
  );

  it('are refused all together, and may be absent or empty', () => {
    expect(settingFaults({ PORT: '0', PORT_RANGE: '21000' })).toHaveLength(2);
    expect(settingFaults({ PORT: '8081', PORT_RANGE: '21000-21099', REDIS_URL: '' })).toEqual([]);
  });
});

describe('the socket of Postgres', () => {
  it('lies in its folder', () => expect(socketFolderFor('/var/tmp/shop', 15432)).toBe('/var/tmp/shop'));

  it('is not used where its path would be too long for the system', () => {
    const long = `/${'x'.repeat(92)}`;
    expect(socketFolderFor(long, 1)).toBe(undefined);
    expect(socketFolderFor(long.slice(0, -1), 1)).toBe(long.slice(0, -1));
  });

  it('is named beside the address, which stays as it is', () => {
    const address = throughSocket('postgres://cart:s%40cret@127.0.0.1:15432/tradepost', '/var/tmp/a shop');
    expect(new URL(address).host).toBe('127.0.0.1:15432');
    const { host, port, password } = new pg.Client(address);
    expect({ host, port, password }).toEqual({ host: '/var/tmp/a shop', port: 15432, password: 's@cret' });
  });
});

describe('addresses', () => {
  const plan: Instance[] = services
    .filter(({ app }) => app === 'product' || app === 'gateway')
    .flatMap((service) =>
      [1, 2].map((n) => ({ service, name: `${service.app}-${n}`, port: n, opsPort: n + 10 })),
    );

  it('lists every instance that speaks gRPC', () =>
    expect(staticAddresses(plan)).toBe('product=127.0.0.1:1,127.0.0.1:2'));

  it('go to each process under the name it reads', () =>
    expect(plan.map(portVariables)).toEqual([
      { GRPC_PORT: '1', OPS_PORT: '11' },
      { GRPC_PORT: '2', OPS_PORT: '12' },
      { PORT: '1', OPS_PORT: '11' },
      { PORT: '2', OPS_PORT: '12' },
    ]));
});

describe('a log line', () => {
  it.each([
    ['{"level":30,"msg":"up"}', undefined],
    ['{"level":40,"msg":"slow"}', 'slow'],
    ['{"level":"error","msg":"lost","err":{"message":"no route"}}', 'lost: no route'],
    ['{"level":', undefined],
    ['plain text', undefined],
  ])('%s', (line, shown) => expect(warningIn(line)).toBe(shown));
});

describe('demo accounts', () => {
  const accounts = [{ email: 'a@b.example', password: 'x', role: 'staff' }];

  it('stand in the last line', () =>
    expect(accountsIn(`{"msg":"seeded"}\n${JSON.stringify({ accounts })}\n`)).toEqual(accounts));

  it.each(['', 'done', '{"accounts":', '{"msg":"seeded"}'])('are none in %j', (output) =>
    expect(accountsIn(output)).toEqual([]),
  );
});

describe('what Nx prints', () => {
  const output = [
    '> nx run @tradepost/app-cart:build',
    'Unexpected token',
    '> nx run @tradepost/app-user:build  [local cache]',
    'bundled',
    ' NX   Running target build for 2 projects failed',
    'Failed tasks:',
    '- @tradepost/app-cart:build',
  ].join('\n');

  it('says which tasks had to run', () => {
    const { tasks } = readRun(output, false);
    expect(tasks.map(({ project, isCached }) => [project, isCached])).toEqual([
      ['@tradepost/app-cart', false],
      ['@tradepost/app-user', true],
    ]);
  });

  it('gives the output of those that failed', () =>
    expect(readRun(output, false).faults).toBe('@tradepost/app-cart:build\nUnexpected token'));

  it('is given whole when Nx itself failed', () =>
    expect(readRun('Failed to process project graph.', false).faults).toBe(
      'Failed to process project graph.',
    ));
});

describe('passwords', () => {
  it('are made once and kept', () => {
    const file = path.join(folder, 'kept/secrets.json');
    const first = secretsIn(file);
    expect(first.isNew).toBe(true);
    expect(new Set([first.postgres, ...Object.values(first.roles)]).size).toBe(6);
    expect(secretsIn(file)).toEqual({ ...first, isNew: false });
  });
});

describe('the file of processes', () => {
  const sleeper = () => spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached: true });

  it('lets a later supervisor end what was left', async () => {
    const child = sleeper();
    await once(child, 'spawn');
    const ended = once(child, 'exit');
    new PidFile(path.join(folder, 'pids.json')).add('sleeper', child.pid ?? 0, 'SIGTERM');
    expect(await new PidFile(path.join(folder, 'pids.json')).endLeftovers()).toEqual(['sleeper']);
    expect((await ended)[1]).toBe('SIGTERM');
  });

  it('spares another process that has got the same number', async () => {
    const child = sleeper();
    await once(child, 'spawn');
    const entry = { name: 'sleeper', pid: child.pid, identity: 'an earlier start', stopSignal: 'SIGTERM' };
    writeFileSync(path.join(folder, 'pids.json'), JSON.stringify([entry]));
    expect(await new PidFile(path.join(folder, 'pids.json')).endLeftovers()).toEqual([]);
    expect(identityOf(child.pid ?? 0)).toBeDefined();
    child.kill();
  });
});

describe('a zip archive', () => {
  it('gives a file back', () =>
    expect(unzip(zipOf('consul', 'the program'), 'consul').toString()).toBe('the program'));
  it('says when a file is not in it', () => expect(() => unzip(zipOf('a', ''), 'b')).toThrow('b is not in'));
  it('says when it is none', () => expect(() => unzip(Buffer.from('<html>'), 'b')).toThrow('not a zip'));
});

/** An archive of one file, as the format's description has it. */
function zipOf(name: string, text: string): Buffer {
  const DEFLATED = 8;
  const data = deflateRawSync(text);
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(name.length, 26);
  const entry = Buffer.alloc(46);
  entry.writeUInt32LE(0x02014b50, 0);
  entry.writeUInt16LE(DEFLATED, 10);
  entry.writeUInt32LE(data.length, 20);
  entry.writeUInt16LE(name.length, 28);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(local.length + name.length + data.length, 16);
  return Buffer.concat([local, Buffer.from(name), data, entry, Buffer.from(name), end]);
}
