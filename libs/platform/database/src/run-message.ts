import { toParameter } from './parameter.ts';
import type { Sql } from './sql.ts';

// Execute the unnamed portal, all rows.
const EXECUTE = Buffer.from('45000000090000000000', 'hex');
// Commit, and answer.
const SYNC = Buffer.from('5300000004', 'hex');
// What the unnamed portal returns.
const DESCRIBE = Buffer.from('44000000065000', 'hex');
const FORMATS = { text: 0, binary: 1 } as const;
/** Most bytes of one UTF-16 unit in UTF-8. */
const LONGEST_UNIT = 3;
/** What is retained between two messages; a longer one gets memory of its own. */
const USUAL_SIZE = 16_384;

let buffer = Buffer.allocUnsafeSlow(USUAL_SIZE);
let end = 0;

/** A statement with what its connection does not know yet. */
export interface ToRun {
  readonly statement: Pick<Sql, 'name' | 'text' | 'values'>;
  readonly parse: boolean;
  readonly describe: boolean;
}

/**
 * The bytes that run statements, all in one buffer: a socket is written once instead of once per message. Several are one
 * transaction, because only the end commits.
 */
export function runMessage(all: readonly ToRun[]): Buffer {
  end = 0;
  for (const { statement, parse, describe } of all) {
    const { name = '', text, values } = statement;
    if (parse)
      message('P', () => {
        cstring(name);
        cstring(text);
        int16(0);
      });
    message('B', () => bind(name, values));
    if (describe) bytes(DESCRIBE);
    bytes(EXECUTE);
  }
  bytes(SYNC);
  const written = Buffer.from(buffer.subarray(0, end));
  if (buffer.length > USUAL_SIZE) buffer = Buffer.allocUnsafeSlow(USUAL_SIZE);
  return written;
}

function bind(name: string, values: readonly unknown[]): void {
  // The unnamed portal.
  cstring('');
  cstring(name);
  int16(values.length);
  ensure(values.length * 2);
  let format = end;
  end += values.length * 2;
  int16(values.length);
  for (const value of values) {
    const isBinary = parameter(value);
    format = buffer.writeInt16BE(isBinary ? FORMATS.binary : FORMATS.text, format);
  }
  // One format for all columns of the answer.
  int16(1);
  int16(FORMATS.text);
}

/** @returns whether it was written as bytes */
function parameter(value: unknown): boolean {
  const written = toParameter(value);
  if (written === null) {
    int32(-1);
    return false;
  }
  if (typeof written !== 'string') {
    int32(written.length);
    bytes(written);
    return true;
  }
  const from = end;
  int32(0);
  utf8(written);
  buffer.writeInt32BE(end - from - 4, from);
  return false;
}

function message(type: string, write: () => void): void {
  ensure(5);
  const from = end;
  buffer[from] = type.charCodeAt(0);
  end += 5;
  write();
  // Without the byte of its type.
  buffer.writeInt32BE(end - from - 1, from + 1);
}

function cstring(text: string): void {
  utf8(text);
  ensure(1);
  buffer[end++] = 0;
}

function utf8(text: string): void {
  ensure(text.length * LONGEST_UNIT);
  end += buffer.write(text, end);
}

function int16(value: number): void {
  ensure(2);
  end = buffer.writeUInt16BE(value, end);
}

function int32(value: number): void {
  ensure(4);
  end = buffer.writeInt32BE(value, end);
}

function bytes(some: Uint8Array): void {
  ensure(some.length);
  buffer.set(some, end);
  end += some.length;
}

function ensure(more: number): void {
  if (end + more <= buffer.length) return;
  const larger = Buffer.allocUnsafeSlow(Math.max(buffer.length * 2, end + more));
  buffer.copy(larger, 0, 0, end);
  buffer = larger;
}
