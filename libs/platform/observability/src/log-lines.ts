import { type DestinationStream, pino } from 'pino';

/** How long a line may wait for others, to be written together with them: a write takes longer than making the line. */
const TOGETHER_MS = 50;
const TOGETHER_CHARACTERS = 32_768;
const WARN = 40;

interface Levelled extends DestinationStream {
  /** Of the line that is being written: pino sets it for a destination with this symbol. */
  lastLevel: number;
}

/**
 * Warnings and errors are written at once, with what came before them; the rest when the process ends at the latest. Lines
 * wait here and not in the destination, which counts the bytes of all that wait again with each line.
 */
export function standardOutput(fd = 1): DestinationStream {
  const out = pino.destination({ fd, sync: false });
  let lines = '';
  let timer: NodeJS.Timeout | undefined;
  // After `out` has written what it has.
  const writeAtExit = (): void => void pino.destination({ fd, sync: true }).write(lines);
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    process.off('exit', writeAtExit);
    out.write(lines);
    lines = '';
  };
  const flushSoon = (): NodeJS.Timeout => {
    process.on('exit', writeAtExit);
    return setTimeout(flush, TOGETHER_MS).unref();
  };
  const stream: Levelled = {
    ...{ [Symbol.for('pino.metadata')]: true, lastLevel: 0 },
    write: (line) => {
      lines += line;
      if (stream.lastLevel >= WARN || lines.length >= TOGETHER_CHARACTERS) flush();
      else timer ??= flushSoon();
    },
  };
  return stream;
}

let second = -1;
let upToSecond = '';

/** ISO 8601 in UTC; what a second's lines have in common is made once. */
export function timestamp(now = Date.now()): string {
  const ms = now % 1_000;
  if (now - ms !== second) {
    second = now - ms;
    upToSecond = new Date(now).toISOString().slice(0, -4);
  }
  return `,"time":"${upToSecond}${String(ms).padStart(3, '0')}Z"`;
}
