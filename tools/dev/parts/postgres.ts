import { spawnSync } from 'node:child_process';
import {
  chownSync,
  existsSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { Stop } from '../console.ts';
import type { Launch } from '../processes/launch.ts';
import { freePort } from '../processes/ports.ts';
import { givenAddress, reachableFolder, type Stack, unprivilegedUser, type User } from '../stack.ts';
import { startSupervised, type Part } from './part.ts';
import { findPostgres, type PostgresProgram } from './postgres-program.ts';
import { container } from './docker.ts';

const REMEDY = `Postgres is missing. One of these helps:
    sudo apt-get install postgresql   (Debian, Ubuntu)
    brew install postgresql@17        (macOS)
    DATABASE_URL=postgres://admin:password@host:5432/postgres npm start`;

const SETTINGS = {
  max_connections: '200',
  shared_buffers: '128MB',
  max_wal_size: '1GB',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  listen_addresses: '127.0.0.1',
};

/** A test run may lose its data in a power cut; the shop of `npm start` may not. */
const FOR_TESTS = { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'on' };
const isForTests = ({ name }: Stack): boolean => name !== 'dev' && !name.startsWith('bench-');

/** For `npm run bench -- --profile`: time and WAL by statement, where the library is installed (Debian has it). */
function statementSettings({ folder }: PostgresProgram): Record<string, string> {
  const program = realpathSync(path.join(folder, 'postgres'));
  const folders = ['../../lib', '../../lib/postgresql'].map((one) => path.join(program, one));
  if (!folders.some((one) => existsSync(path.join(one, 'pg_stat_statements.so')))) return {};
  return {
    shared_preload_libraries: 'pg_stat_statements',
    'pg_stat_statements.track_planning': 'on',
  };
}

export async function startPostgres(stack: Stack, password: string, usualPort?: number): Promise<Part> {
  const address = givenAddress(stack, 'DATABASE_URL');
  if (address) return { name: 'Postgres', url: address, origin: 'DATABASE_URL' };

  const port = await freePort(usualPort);
  const url = `postgres://postgres:${encodeURIComponent(password)}@127.0.0.1:${port}/postgres`;
  const user = unprivilegedUser();
  const program = await findPostgres(user);
  const how = program
    ? asProgram(stack, { program, user, password, port })
    : asContainer(stack, { password, port });
  const child = await startSupervised(stack, how, () => accepts(url));
  const socketFolder = program && socketFolderFor(postgresFolder(stack), port);
  const origin = program?.origin ?? 'docker image postgres:17';
  return { name: 'Postgres', url, origin, child, ...(socketFolder && { socketFolder }) };
}

interface Start {
  program: PostgresProgram;
  user: User | undefined;
  password: string;
  port: number;
}

function asProgram(stack: Stack, { program, user, password, port }: Start): Launch {
  const data = initialised(stack, program, user, password);
  const settings = {
    ...SETTINGS,
    ...socketSettings(postgresFolder(stack), port),
    port: String(port),
    ...(isForTests(stack) ? FOR_TESTS : {}),
    ...(process.env['POSTGRES_STATEMENTS'] === 'on' ? statementSettings(program) : {}),
  };
  return {
    name: 'Postgres',
    command: path.join(program.folder, 'postgres'),
    args: ['-D', data, ...Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`])],
    env: environment(),
    cwd: data,
    log: path.join(stack.logs, 'postgres.log'),
    user,
    // Its "fast" stop: sessions are cut and everything is written. SIGTERM would wait for sessions.
    stopSignal: 'SIGINT',
  };
}

function asContainer(stack: Stack, { password, port }: { password: string; port: number }): Launch {
  const name = `tradepost-${stack.name}-postgres`;
  const docker = container({
    ...{ name, image: 'postgres:17', ports: [[port, 5432]], volume: `${name}:/var/lib/postgresql/data` },
    env: { POSTGRES_PASSWORD: password },
  });
  if (!docker) throw new Stop(REMEDY);
  const log = path.join(stack.logs, 'postgres.log');
  return { name: 'Postgres', ...docker, env: { ...process.env, ...docker.env }, log };
}

/** macOS takes 103 bytes for the path of a socket, Linux 107. */
const LONGEST_SOCKET_PATH = 103;

/**
 * Where services on this machine reach Postgres without TCP, which costs them a fifth of a statement's CPU; undefined
 * where that can't be, or where TCP is wanted (`POSTGRES_SOCKET=off`).
 */
export function socketFolderFor(folder: string, port: number): string | undefined {
  if (process.platform === 'win32' || process.env['POSTGRES_SOCKET'] === 'off') return undefined;
  const longest = path.join(folder, `.s.PGSQL.${port}`);
  return Buffer.byteLength(longest) <= LONGEST_SOCKET_PATH ? folder : undefined;
}

function socketSettings(folder: string, port: number): Record<string, string> {
  const socketFolder = socketFolderFor(folder, port);
  if (!socketFolder) return { unix_socket_directories: '' };
  // Left by a killed run: the process id in its lock may be reused by now.
  for (const name of readdirSync(socketFolder))
    if (name.startsWith('.s.PGSQL.')) rmSync(path.join(socketFolder, name), { force: true });
  return { unix_socket_directories: socketFolder, unix_socket_permissions: '0700' };
}

async function accepts(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 1_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return true;
  } finally {
    await client.end();
  }
}

/** None of the PG variables of the person's own shell: they would change where and how it runs. */
function environment(): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'], TZ: 'UTC' };
}

/** Data of every major version this stack has been run with. */
export function postgresFolder(stack: Stack): string {
  return reachableFolder(unprivilegedUser(), stack.name, 'postgres');
}

/** The data folder, made on first use. It is made beside its final place, so half of one is never used. */
function initialised(
  stack: Stack,
  program: PostgresProgram,
  user: User | undefined,
  password: string,
): string {
  const parent = postgresFolder(stack);
  const data = path.join(parent, String(program.major));
  if (existsSync(path.join(data, 'PG_VERSION'))) return data;

  const partial = `${data}.partial`;
  rmSync(partial, { recursive: true, force: true });
  const secret = path.join(parent, 'password');
  writeFileSync(secret, password, { mode: 0o600 });
  if (user) chownSync(secret, user.uid, user.gid);
  try {
    for (const locale of ['C.UTF-8', 'en_US.UTF-8', 'C']) {
      const fault = initdb(program, { partial, secret, locale, user, cwd: parent });
      if (!fault) return moved(program, partial, data);
      if (!fault.includes('invalid locale'))
        throw new Stop(`Postgres could not make its data folder:\n${fault}`);
    }
    throw new Stop('Postgres could not make its data folder: it knows no usable locale');
  } finally {
    rmSync(secret, { force: true });
  }
}

interface Initdb {
  partial: string;
  secret: string;
  locale: string;
  user: User | undefined;
  cwd: string;
}

function initdb(
  program: PostgresProgram,
  { partial, secret, locale, user, cwd }: Initdb,
): string | undefined {
  const flags = ['--username=postgres', '--auth=scram-sha-256', `--pwfile=${secret}`, '--encoding=UTF8'];
  const run = spawnSync(
    path.join(program.folder, 'initdb'),
    ['-D', partial, ...flags, `--locale=${locale}`, '--no-sync'],
    { ...user, cwd, env: environment(), encoding: 'utf8' },
  );
  if (run.status === 0) return undefined;
  return run.error?.message ?? `${run.stdout}${run.stderr}`;
}

function moved(program: PostgresProgram, partial: string, data: string): string {
  const version = readFileSync(path.join(partial, 'PG_VERSION'), 'utf8').trim();
  if (Number(version) !== program.major)
    throw new Stop(`initdb of Postgres ${version} beside ${program.major}`);
  renameSync(partial, data);
  return data;
}
