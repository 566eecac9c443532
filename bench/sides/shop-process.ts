import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { StackFile } from '../shop.ts';

export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

/** The shop of a clone, which `npm start` runs there. */
export interface ShopOf {
  readonly folder: string;
  /** `dev`, or another that this build's `npm start -- --stack` knows. */
  readonly stack: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Further options of `npm start`. */
  readonly options?: readonly string[];
}

export interface ShopProcess {
  readonly file: StackFile;
  /** Data and logs of its stack. */
  readonly folder: string;
  /** Name to process id: services, and the servers that are its own. */
  readonly processes: Readonly<Record<string, number>>;
  /** Stops the shop, unless it ran before. */
  close(): Promise<void>;
}

/** One that runs already, or one that is started; its log is beside its data. */
export async function openShopOf(shop: ShopOf): Promise<ShopProcess> {
  const running = runningShop(shop);
  if (running) return { ...running, close: () => Promise.resolve() };
  process.stderr.write(`Starting the shop of ${shop.folder}, ${shop.stack}\n`);
  const child = await launch(shop);
  for (;;) {
    const started = runningShop(shop);
    if (started) return { ...started, close: () => stop(started.file.supervisorPid) };
    if (child.exitCode !== null)
      throw new Error(`The shop of ${shop.folder} did not start: see ${logOf(shop)}`);
    await pause(500);
  }
}

const folderOf = ({ folder, stack }: ShopOf): string => path.join(folder, '.local', stack);
const logOf = (shop: ShopOf): string => path.join(folderOf(shop), 'bench.log');

function runningShop(shop: ShopOf): Omit<ShopProcess, 'close'> | undefined {
  const stackFile = path.join(folderOf(shop), 'stack.json');
  if (!existsSync(stackFile)) return undefined;
  const file = JSON.parse(readFileSync(stackFile, 'utf8')) as StackFile;
  if (!isAlive(file.supervisorPid)) return undefined;
  const pids = JSON.parse(readFileSync(path.join(folderOf(shop), 'pids.json'), 'utf8')) as Named[];
  return {
    file,
    folder: folderOf(shop),
    processes: Object.fromEntries(pids.map(({ name, pid }) => [name, pid])),
  };
}

interface Named {
  readonly name: string;
  readonly pid: number;
}

// Each shop has servers of its own, whatever the shell offers; npm's variables would tie it to this command.
const OWN = /^(npm_.*|DATABASE_URL|REDIS_URL|CONSUL_HTTP_ADDR|.*_DB_PASSWORD|PORT|TEST_.*)$/;

async function launch(shop: ShopOf) {
  mkdirSync(folderOf(shop), { recursive: true });
  const log = openSync(logOf(shop), 'w');
  const inherited = Object.entries(process.env).filter(([name]) => !OWN.test(name));
  const own = { RATE_LIMITS: 'off', PORT: String(await freePort()), ...shop.env };
  const stack = shop.stack === 'dev' ? [] : ['--stack', shop.stack];
  const args = ['tools/start.mjs', ...stack, ...(shop.options ?? [])];
  const child = spawn(process.execPath, args, {
    ...{ cwd: shop.folder, env: { ...Object.fromEntries(inherited), ...own } },
    // A group of its own: Ctrl-C is for this command, which stops the shop in order.
    ...{ detached: true, stdio: ['ignore', log, log] },
  });
  closeSync(log);
  // One that goes on running must not keep this command.
  child.unref();
  return child;
}

async function stop(supervisor: number): Promise<void> {
  process.kill(supervisor, 'SIGINT');
  while (isAlive(supervisor)) await pause(100);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function freePort(): Promise<number> {
  const server = createServer();
  return new Promise((done) =>
    server.listen(0, () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => done(port));
    }),
  );
}
