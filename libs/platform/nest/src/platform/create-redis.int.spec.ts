import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { getCACertificates, setDefaultCACertificates, type TLSSocket } from 'node:tls';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { TestAuthority, writeCertificate } from '@tradepost/testing/certificates';
import { PrivateRedis, redisProgram, type RedisProgram } from '@tradepost/testing/redis';
import { waitFor } from '@tradepost/testing/waiting';
import type { Redis } from 'ioredis';
import { createRedis } from './create-redis.ts';

jest.setTimeout(60_000);

const program = redisProgram(process.env) as RedisProgram;
const whereFound = program ? describe : describe.skip;
const patience = { timeout: 30_000, interval: 50 };
const PASSWORD = 'p@ss:word/1';
const LOGIN = `shop:${encodeURIComponent(PASSWORD)}`;

const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).toReversed()) await close();
});

async function start(options: Parameters<typeof PrivateRedis.start>[1]): Promise<PrivateRedis> {
  const redis = await PrivateRedis.start(program, options);
  open.push(() => redis.kill());
  return redis;
}

function connect(config: Parameters<typeof createRedis>[0]): { redis: Redis; lines: string[] } {
  const lines: string[] = [];
  const redis = createRedis(config, {
    info: (_, message) => void lines.push(message),
    warn: (_, message) => void lines.push(message),
  });
  open.push(() => redis.disconnect());
  return { redis, lines };
}

whereFound('a Redis with logins', () => {
  const login = { username: 'shop', password: PASSWORD };
  const config = ['user default off', `user shop on >${PASSWORD} ~* &* +@all`];

  it('is used with the user and password of the URL, also by a duplicated connection', async () => {
    const { port } = await start({ config, login });
    const { redis } = connect({ REDIS_URL: `redis://${LOGIN}@127.0.0.1:${port}/0` });
    await waitFor(() => redis.set('key', 'value'), patience);
    const other = redis.duplicate();
    open.push(() => other.disconnect());
    expect(await waitFor(() => other.get('key'), patience)).toBe('value');
  });

  it.each([
    ['a wrong password', 'shop:wrong@'],
    ['no login', ''],
  ])('says what to check after %s', async (_, userInfo) => {
    const { port } = await start({ config, login });
    const { lines } = connect({ REDIS_URL: `redis://${userInfo}127.0.0.1:${port}` });
    await waitFor(
      () => expect(lines).toEqual([expect.stringContaining('refuses the login: check')]),
      patience,
    );
  });
});

whereFound('a Redis with TLS', () => {
  const authority = new TestAuthority();
  const startWithTls = async (): Promise<number> => {
    const folder = mkdtempSync(path.join(tmpdir(), 'redis-tls-'));
    open.push(() => rmSync(folder, { recursive: true }));
    const tls = writeCertificate(folder, authority.issue({ ip: '127.0.0.1' }), authority.cert);
    const { port } = await start({ config: [], tls });
    return port;
  };

  it('is used by rediss:// where its authority is trusted, as by NODE_EXTRA_CA_CERTS', async () => {
    const before = getCACertificates('default');
    open.push(() => setDefaultCACertificates(before));
    setDefaultCACertificates([...before, authority.cert]);
    const { redis, lines } = connect({ REDIS_URL: `rediss://127.0.0.1:${await startWithTls()}/0` });
    await waitFor(() => redis.set('key', 'value'), patience);
    expect((redis.stream as TLSSocket).authorized).toBe(true);
    expect(lines).toEqual([]);
  });

  it('is not used where its authority is not trusted, nor without TLS', async () => {
    const port = await startWithTls();
    for (const protocol of ['rediss', 'redis']) {
      const { redis, lines } = connect({ REDIS_URL: `${protocol}://127.0.0.1:${port}` });
      await waitFor(() => expect(lines).toEqual(['Redis is unavailable']), patience);
      expect(redis.status).not.toBe('ready');
    }
  });
});

whereFound('a Redis behind Sentinel', () => {
  it('is found by its name, and after a failover its successor is', async () => {
    const login = { password: PASSWORD };
    const secrets = [`requirepass ${PASSWORD}`, `masterauth ${PASSWORD}`];
    const primary = await start({ config: secrets, login });
    await start({ config: [...secrets, `replicaof 127.0.0.1 ${primary.port}`], login });
    const sentinel = await start({
      isSentinel: true,
      login: { password: 'of the sentinel' },
      config: [
        `sentinel monitor shop 127.0.0.1 ${primary.port} 1`,
        `sentinel auth-pass shop ${PASSWORD}`,
        'sentinel down-after-milliseconds shop 500',
        'sentinel failover-timeout shop 2000',
        'requirepass "of the sentinel"',
      ],
    });
    const { redis, lines } = connect({
      REDIS_URL: `redis://:${encodeURIComponent(PASSWORD)}@unused`,
      REDIS_SENTINELS: `127.0.0.1:1,127.0.0.1:${sentinel.port}`,
      REDIS_SENTINEL_MASTER: 'shop',
      REDIS_SENTINEL_PASSWORD: 'of the sentinel',
    });
    await waitFor(() => redis.set('order', 'kept'), patience);
    await waitFor(async () => expect(await redis.wait(1, 100)).toBe(1), patience);
    await primary.kill();
    await waitFor(async () => expect(await redis.set('order', 'changed')).toBe('OK'), patience);
    expect(redis.stream.remotePort).not.toBe(primary.port);
    expect(lines).not.toContain(expect.stringContaining('login'));
  });
});
