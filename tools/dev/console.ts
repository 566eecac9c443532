/** Lines on the terminal, each with the seconds since the command began. */
const began = performance.now();

export function elapsed(): string {
  return `${((performance.now() - began) / 1000).toFixed(1).padStart(5)} s`;
}

let progress: NodeJS.WriteStream = process.stdout;

/** For commands whose standard output is for programs. */
export function showProgressOn(stream: NodeJS.WriteStream): void {
  progress = stream;
}

export function say(line: string): void {
  progress.write(`${elapsed()}  ${line}\n`);
}

export function warn(line: string): void {
  console.error(`${elapsed()}  ! ${line}`);
}

/** A fault whose message already says what to do; it is printed without a stack. */
export class Stop extends Error {}

/** Says what began and how long it took; what `work` returns may add a remark. */
export async function step<T>(
  title: string,
  work: () => Promise<T>,
  remark?: (result: T) => string,
): Promise<T> {
  const from = performance.now();
  const result = await work();
  const seconds = ((performance.now() - from) / 1000).toFixed(1);
  const more = remark?.(result);
  say(`${title}${more ? `: ${more}` : ''} (${seconds} s)`);
  return result;
}
