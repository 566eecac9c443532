import net from 'node:net';
import { SupervisedProcess } from '../processes/supervised-process.ts';
import { launch, type Launch } from '../processes/launch.ts';
import type { Stack } from '../stack.ts';

export { onPath } from './on-path.mjs';

/** Something the services need and that we may have to run ourselves. */
export interface Part {
  name: string;
  url: string;
  /** Where it came from, to print. */
  origin: string;
  /** Missing when the address came from the environment: then it is not ours. */
  child?: SupervisedProcess;
  /** Postgres only: the folder of its socket on this machine. */
  socketFolder?: string;
}

/** A way to run a part: a program, or a container when `docker` is the command. */
export interface Program {
  command: string;
  /** Everything it is called with, when the part's own arguments are of no use to it. */
  args?: string[];
  env?: Record<string, string>;
  origin: string;
}

/** Runs a program of ours for as long as the stack is up. */
export async function startSupervised(
  stack: Stack,
  what: Launch,
  isReady: () => Promise<boolean>,
): Promise<SupervisedProcess> {
  const child = new SupervisedProcess({ name: what.name, launch: () => launch(what, stack.pids), isReady });
  stack.teardown.add(() => child.stop());
  await child.start();
  return child;
}

/** One exchange over TCP: sends `question` and answers whether the reply begins with `answer`. */
export function replies(port: number, question: string, answer: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect({ host: '127.0.0.1', port });
    const end = (result: boolean): void => {
      socket.destroy();
      resolve(result);
    };
    socket.setTimeout(1_000, () => end(false));
    socket.once('error', () => end(false));
    socket.once('connect', () => socket.write(question));
    socket.once('data', (data) => end(data.toString('latin1').startsWith(answer)));
  });
}

export async function answersOk(url: string): Promise<boolean> {
  const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
  await response.body?.cancel();
  return response.ok;
}
