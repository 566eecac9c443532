import { createHash } from 'node:crypto';
import { chmodSync, chownSync, mkdirSync, realpathSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Stop } from './console.ts';
import { PidFile } from './processes/pid-file.ts';
import { Teardown } from './teardown.ts';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
export const local = path.join(root, '.local');

/** One per command: `npm start` (with `--stack` several), `npm test`, `npm run prove`, `npm run drill`. They share programs only. */
export type StackName = 'dev' | `bench-${string}` | 'test' | 'prove' | 'drill';

export interface Stack {
  name: StackName;
  /** Data, logs and records of this stack. */
  folder: string;
  logs: string;
  pids: PidFile;
  teardown: Teardown;
}

export function openStack(name: StackName): Stack {
  const folder = path.join(local, name);
  const logs = path.join(folder, 'logs');
  mkdirSync(logs, { recursive: true });
  const pids = new PidFile(path.join(folder, 'pids.json'));
  return { name, folder, logs, pids, teardown: new Teardown(pids) };
}

/**
 * The address of a server that is not ours to run. Tests have variables of their own (`TEST_REDIS_URL`), so
 * that a test run never touches a running shop.
 */
export function givenAddress(stack: Stack, variable: string): string | undefined {
  return process.env[stack.name === 'test' ? `TEST_${variable}` : variable] || undefined;
}

export interface User {
  uid: number;
  gid: number;
}

/** Postgres refuses to run as root; then this user runs it. */
export function unprivilegedUser(): User | undefined {
  return process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : undefined;
}

/**
 * Where programs and data lie that the unprivileged user must reach. The clone may be in a folder that
 * only root may enter, so root keeps them outside, under a name made from the path of the clone.
 */
export function reachableFolder(user: User | undefined, ...parts: string[]): string {
  if (!user) {
    const folder = path.join(local, ...parts);
    mkdirSync(folder, { recursive: true });
    return folder;
  }
  const home = path.join(temporaryHome(), `tradepost-${clonesName()}`);
  mkdirSync(home, { recursive: true, mode: 0o711 });
  if (statSync(home).uid !== 0) throw new Stop(`${home} belongs to another user: remove it and start again.`);
  chmodSync(home, 0o711);
  const folder = path.join(home, ...parts);
  mkdirSync(folder, { recursive: true });
  for (let at = folder; at !== home; at = path.dirname(at)) chownSync(at, user.uid, user.gid);
  return folder;
}

function temporaryHome(): string {
  return process.platform === 'win32' ? os.tmpdir() : '/var/tmp';
}

function clonesName(): string {
  return createHash('sha256').update(realpathSync(root)).digest('hex').slice(0, 12);
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}
