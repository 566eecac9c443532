import { Writable } from 'node:stream';
import { pino } from 'pino';
import { Logger, pinoOptions } from '../logger.ts';

/** A log whose lines are kept. */
export function aLog() {
  const lines: string[] = [];
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => (lines.push(chunk.toString()), done()),
  });
  return { lines, log: new Logger(pino(pinoOptions({ service: 'test', level: 'info' }), stream)) };
}
