import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { say, Stop, warn } from './console.ts';
import { identityOf } from './processes/identity.mjs';
import type { Stack } from './stack.ts';
import { removeStackFile } from './stack-file.ts';

/** npm passes Ctrl-C on to a child that has it from the terminal already: not a second request. */
const SAME_REQUEST_MS = 2_000;

export interface Supervision {
  stack: Stack;
  /** Exit code after Ctrl-C: closing a shop is not a fault. */
  codeWhenStopped: number;
  /** `stopRequested` resolves on a stop signal. */
  work: (stopRequested: Promise<void>) => Promise<number>;
}

/** Runs `work` as the only supervisor of its stack and leaves no process behind, however it ends. */
export async function supervise({ stack, codeWhenStopped, work }: Supervision): Promise<void> {
  const lock = takeLock(stack);
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined); // a closed terminal
  const finish = async (code: number): Promise<void> => {
    await stack.teardown.run();
    removeStackFile(stack);
    rmSync(lock, { force: true });
    process.exit(code);
  };
  let isStopped = false;
  const stopRequested = new Promise<void>((resolve) =>
    onStopSignal(stack, () => {
      isStopped = true;
      resolve();
      void finish(codeWhenStopped);
    }),
  );
  try {
    const left = await stack.pids.endLeftovers();
    if (left.length > 0) say(`Ended what an earlier run left behind: ${left.join(', ')}`);
    const code = await work(stopRequested);
    if (!isStopped) await finish(code);
  } catch (fault) {
    if (isStopped) return; // cut short by a stop, which ends the process
    warn(fault instanceof Stop ? fault.message : String((fault as Error).stack ?? fault));
    await finish(1);
  }
}

function onStopSignal(stack: Stack, begin: () => void): void {
  let firstAt: number | undefined;
  const stop = (signal: NodeJS.Signals): void => {
    if (firstAt === undefined) {
      firstAt = performance.now();
      say('Stopping …');
      begin();
    } else if (signal === 'SIGINT' && performance.now() - firstAt > SAME_REQUEST_MS) {
      stack.pids.killAll();
      process.exit(1);
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
}

function takeLock(stack: Stack): string {
  const file = path.join(stack.folder, 'supervisor.json');
  if (existsSync(file)) {
    const held = JSON.parse(readFileSync(file, 'utf8')) as { pid: number; identity: string };
    if (identityOf(held.pid) === held.identity) {
      console.error(`The stack "${stack.name}" of this clone is running already (process ${held.pid}).`);
      process.exit(1);
    }
  }
  writeFileSync(file, JSON.stringify({ pid: process.pid, identity: identityOf(process.pid) }));
  return file;
}
