import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { identityOf } from './identity.mjs';

export interface Recorded {
  name: string;
  pid: number;
  identity: string;
  stopSignal: NodeJS.Signals;
}

/** The processes a stack has running, on disk, so that a start after a crash can end what was left. */
export class PidFile {
  private readonly file: string;
  private entries: Recorded[] = [];
  private closed = false;

  constructor(file: string) {
    this.file = file;
  }

  /** From now on nothing may be started any more. */
  close(): void {
    this.closed = true;
  }

  get isClosed(): boolean {
    return this.closed;
  }

  add(name: string, pid: number, stopSignal: NodeJS.Signals): void {
    const identity = identityOf(pid);
    if (!identity) return;
    this.entries.push({ name, pid, identity, stopSignal });
    this.write();
  }

  remove(pid: number): void {
    this.entries = this.entries.filter((entry) => entry.pid !== pid);
    this.write();
  }

  /** Ends what an earlier supervisor left behind, newest first; returns the names of what it ended. */
  async endLeftovers(graceMs = 5_000): Promise<string[]> {
    const left = readEntries(this.file).filter((entry) => identityOf(entry.pid) === entry.identity);
    for (const entry of left.toReversed()) await endProcess(entry, graceMs);
    rmSync(this.file, { force: true });
    return left.map((entry) => entry.name);
  }

  /** Ends what is still running of this supervisor's own, such as a build that a stop cut short. */
  async endAll(graceMs = 2_000): Promise<void> {
    await Promise.all(this.entries.map((entry) => endProcess(entry, graceMs)));
  }

  killAll(): void {
    for (const { pid } of this.entries) signalGroup(pid, 'SIGKILL');
  }

  private write(): void {
    if (this.entries.length === 0) return rmSync(this.file, { force: true });
    mkdirSync(path.dirname(this.file), { recursive: true });
    writeFileSync(`${this.file}.new`, JSON.stringify(this.entries, undefined, 1));
    renameSync(`${this.file}.new`, this.file);
  }
}

function readEntries(file: string): Recorded[] {
  if (!existsSync(file)) return [];
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Recorded[];
  } catch {
    return [];
  }
}

async function endProcess({ pid, identity, stopSignal }: Recorded, graceMs: number): Promise<void> {
  signalGroup(pid, stopSignal);
  const until = performance.now() + graceMs;
  while (identityOf(pid) === identity) {
    if (performance.now() > until) signalGroup(pid, 'SIGKILL');
    await after(50);
  }
}

/** Sends a signal to a process that may have ended meanwhile. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code !== 'ESRCH') throw fault;
  }
}

/** The process with all it started: each was launched as the first of a group of its own. */
export function signalGroup(pid: number, name: NodeJS.Signals): void {
  signal(process.platform === 'win32' ? pid : -pid, name);
}
