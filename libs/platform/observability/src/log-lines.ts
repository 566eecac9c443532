import { type DestinationStream, pino } from 'pino';

/** How long a line may wait for others, to be written together with them: a write takes longer than making the line. */
const TOGETHER_MS = 50;
const TOGETHER_BYTES = 8_192;
const WARN = 40;

interface Levelled extends DestinationStream {
  /** Of the line that is being written: pino sets it for a destination with this symbol. */
  lastLevel: number;
}

/** Warnings and errors are written at once, with what came before them; the rest when the process ends at the latest. */
export function standardOutput(fd = 1): DestinationStream {
  const out = pino.destination({ fd, sync: false, minLength: TOGETHER_BYTES });
  let timer: NodeJS.Timeout | undefined;
  let unwrittenBytes = 0;
  let isDue = false;
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    isDue = true;
    out.flush();
  };
  out.on('write', (bytes) => (unwrittenBytes -= bytes));
  // While a write is on its way a flush does nothing, and what came meanwhile would wait for a full buffer.
  out.on('drain', () => {
    if (isDue && unwrittenBytes > 0) out.flush();
    else isDue = false;
  });
  const stream: Levelled = {
    ...{ [Symbol.for('pino.metadata')]: true, lastLevel: 0 },
    write: (line) => {
      unwrittenBytes += Buffer.byteLength(line);
      out.write(line);
      if (stream.lastLevel >= WARN) flush();
      else timer ??= setTimeout(flush, TOGETHER_MS).unref();
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
