import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Redis, type RedisOptions } from 'ioredis';
import type { CertificateFiles } from './certificates.ts';
import { freePort } from './free-ports.ts';
import { waitFor } from './waiting.ts';

export interface RedisProgram {
  readonly command: string;
  readonly env: NodeJS.ProcessEnv;
}

/** `redis-server` on the PATH, or the dev stack's private copy; undefined if there is none. */
export function redisProgram(env: NodeJS.ProcessEnv): RedisProgram | undefined {
  const onPath = (env['PATH'] ?? '').split(path.delimiter).map((folder) => path.join(folder, 'redis-server'));
  const installed = onPath.find((file) => existsSync(file));
  if (installed) return { command: installed, env: {} };
  const parts = path.join(import.meta.dirname, '../../../../.local/parts');
  const [copy] = globSync(path.join(parts, 'redis-*'));
  if (!copy) return undefined;
  const libraries = ['usr/lib/*-linux-gnu', 'lib/*-linux-gnu'].flatMap((one) =>
    globSync(path.join(copy, one)),
  );
  return {
    command: path.join(copy, 'usr/bin/redis-server'),
    env: { LD_LIBRARY_PATH: libraries.join(path.delimiter) },
  };
}

interface PrivateRedisOptions {
  /** Lines of its configuration. */
  readonly config: readonly string[];
  readonly isSentinel?: boolean;
  /** It takes connections by TLS only. */
  readonly tls?: CertificateFiles;
  /** How the spec itself logs in, to see that it answers. */
  readonly login?: RedisOptions;
}

/** A real Redis, or Sentinel, that a spec may stop. */
export class PrivateRedis {
  readonly port: number;
  private readonly folder: string;
  private readonly process: ChildProcess;

  private constructor(port: number, folder: string, process: ChildProcess) {
    this.port = port;
    this.folder = folder;
    this.process = process;
  }

  static async start(
    { command, env }: RedisProgram,
    { config, isSentinel = false, tls, login = {} }: PrivateRedisOptions,
  ): Promise<PrivateRedis> {
    const folder = mkdtempSync(path.join(tmpdir(), 'redis-'));
    const port = await freePort();
    const file = path.join(folder, 'redis.conf');
    const usual = ['bind 127.0.0.1', ...portLines(port, tls), `dir ${folder}`];
    writeFileSync(file, [...usual, ...(isSentinel ? [] : ['save ""']), ...config, ''].join('\n'));
    const flags = isSentinel ? [file, '--sentinel'] : [file];
    const child = spawn(command, flags, { env: { ...process.env, ...env }, stdio: 'ignore' });
    const redis = new PrivateRedis(port, folder, child);
    const client = new Redis({
      ...{ ...login, port, host: '127.0.0.1', retryStrategy: () => 50 },
      ...(tls && { tls: { ca: readFileSync(tls.caFile) } }),
    }).on('error', () => {});
    try {
      await waitFor(() => client.ping(), { timeout: 20_000, interval: 50 });
    } finally {
      client.disconnect();
    }
    return redis;
  }

  async kill(): Promise<void> {
    if (this.process.exitCode === null && this.process.signalCode === null) {
      const ended = once(this.process, 'exit');
      this.process.kill('SIGKILL');
      await ended;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}

const portLines = (port: number, tls: CertificateFiles | undefined): string[] =>
  tls
    ? [
        ...['port 0', `tls-port ${port}`, 'tls-auth-clients no'],
        ...[`tls-cert-file ${tls.certFile}`, `tls-key-file ${tls.keyFile}`, `tls-ca-cert-file ${tls.caFile}`],
      ]
    : [`port ${port}`];
