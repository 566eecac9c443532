import { execFile } from 'node:child_process';
import fs, { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { pino } from 'pino';
import { standardOutput, timestamp } from './log-lines.ts';
import { Logger, pinoOptions } from './logger.ts';

let folder: string;
let file: string;
let fd: number;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'log-spec-'));
  file = path.join(folder, 'log');
  fd = openSync(file, 'a');
});
afterEach(() => {
  closeSync(fd);
  rmSync(folder, { recursive: true });
});

const messages = (text: string): string[] =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => (JSON.parse(line) as { msg: string }).msg);

async function untilWritten(count: number): Promise<string[]> {
  for (;;) {
    const found = messages(readFileSync(file, 'utf8'));
    if (found.length >= count) return found;
    await new Promise(setImmediate);
  }
}

describe('lines on the standard output', () => {
  const aLogger = () => new Logger(pino(pinoOptions({ service: 'test', level: 'info' }), standardOutput(fd)));

  it('wait for others, and for no longer than that', async () => {
    const writes = jest.spyOn(fs, 'write');
    const log = aLogger();
    for (const message of ['one', 'two', 'three']) log.info({}, message);
    expect(await untilWritten(3)).toEqual(['one', 'two', 'three']);
    expect(writes).toHaveBeenCalledTimes(1);
    writes.mockRestore();
  });

  it.each(['warn', 'error'] as const)('are written at once when one is of level %s', async (level) => {
    const log = aLogger();
    log.info({}, 'before');
    log[level]({}, 'now');
    expect(await untilWritten(2)).toEqual(['before', 'now']);
  });

  it('are written although they come while others are being written', async () => {
    const log = aLogger();
    for (const message of ['one', 'two', 'three']) log.error({}, message);
    expect(await untilWritten(3)).toEqual(['one', 'two', 'three']);
    log.warn({}, 'four');
    log.info({}, 'five');
    log.warn({}, 'six');
    expect(await untilWritten(6)).toEqual(['one', 'two', 'three', 'four', 'five', 'six']);
  });

  it.each(['process.exit(3)', "throw new Error('a fault')"])('are not lost by %s', async (end) => {
    const logger = new URL('logger.ts', import.meta.url).href;
    const code = `import { Logger } from '${logger}';
      new Logger({ service: 'test', level: 'info' }).info({}, 'last');
      ${end};`;
    const ended = promisify(execFile)(process.execPath, ['--input-type=module', '-e', code]);
    await expect(ended).rejects.toMatchObject({ stdout: expect.stringContaining('"msg":"last"') });
  });
});

describe('the time of a line', () => {
  it.each([0, 1, 10, 100, 999, 1_000, 1_767_225_599_999, 1_767_225_600_000, 1_767_225_600_007])(
    'is ISO 8601: %d',
    (now) => expect(timestamp(now)).toBe(`,"time":"${new Date(now).toISOString()}"`),
  );
});
