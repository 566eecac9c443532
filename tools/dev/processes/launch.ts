import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { Stop } from '../console.ts';
import type { User } from '../stack.ts';
import { type PidFile, signal, signalGroup } from './pid-file.ts';

export interface Launch {
  name: string;
  command: string;
  args: string[];
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  /** What the process prints goes straight into this file, without passing through the supervisor. */
  log: string;
  user?: User | undefined;
  stopSignal?: NodeJS.Signals;
  /** How long a stop may take before the process is killed. */
  graceMs?: number;
}

export interface Ending {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** Set when the program could not be started at all. */
  fault?: Error;
}

export interface Running {
  name: string;
  pid: number;
  log: string;
  ended: Promise<Ending>;
  stop(): Promise<void>;
}

/**
 * Starts a process in a group of its own: Ctrl-C in a terminal goes to the supervisor only, which then
 * stops the others in the right order.
 */
export function launch(what: Launch, pids: PidFile): Running {
  if (pids.isClosed) throw new Stop('stopped');
  mkdirSync(path.dirname(what.log), { recursive: true });
  const output = openSync(what.log, 'a');
  const stopSignal = what.stopSignal ?? 'SIGTERM';
  const child = spawn(what.command, what.args, {
    env: what.env ?? process.env,
    stdio: ['ignore', output, output],
    detached: process.platform !== 'win32',
    windowsHide: true,
    ...(what.cwd ? { cwd: what.cwd } : {}),
    ...what.user,
  });
  closeSync(output);
  const pid = child.pid ?? 0;
  if (pid) pids.add(what.name, pid, stopSignal);

  const ended = new Promise<Ending>((resolve) => {
    child.on('error', (fault) => resolve({ code: null, signal: null, fault }));
    child.on('exit', (code, by) => resolve({ code, signal: by }));
  }).finally(() => pid && pids.remove(pid));

  const stop = async (): Promise<void> => {
    if (pid && child.exitCode === null && child.signalCode === null) {
      signal(pid, stopSignal);
      const hard = setTimeout(() => signalGroup(pid, 'SIGKILL'), what.graceMs ?? 15_000);
      await ended;
      clearTimeout(hard);
    }
  };
  return { name: what.name, pid, log: what.log, ended, stop };
}

export function lastLines(log: string, count: number): string[] {
  try {
    return readFileSync(log, 'utf8').trimEnd().split('\n').slice(-count);
  } catch {
    return [];
  }
}

export function describeEnding({ code, signal: by, fault }: Ending): string {
  if (fault) return fault.message;
  return by ? `ended by ${by}` : `ended with code ${code}`;
}

/** Runs a program that ends by itself and answers what it printed. */
export async function runToEnd(what: Launch, pids: PidFile): Promise<Ending & { output: string }> {
  rmSync(what.log, { force: true });
  const ending = await launch(what, pids).ended;
  return { ...ending, output: readFileSync(what.log, 'utf8') };
}
