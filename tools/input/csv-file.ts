import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable, pipeline } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import type { SheetRow } from '../import/rules/sheet-row.ts';

/** The file as a whole cannot be used: reported in one line, exit code 1. */
export class InputError extends Error {}

/** A row, or what keeps it from being one. */
export type CsvRow = SheetRow & { fault?: string };

interface ParsedRecord {
  record: string[];
  info: { lines: number };
}

/** No cell of a real sheet comes near this; a quote that is never closed would swallow the rest of the file. */
const LARGEST_ROW_BYTES = 4_000_000;

/** Reads a CSV file row by row; memory does not grow with the file. */
export async function* readCsv(path: string, required: readonly string[]): AsyncGenerator<CsvRow> {
  await refuseNoFile(path);
  // The parser runs ahead of the reader; an error names the place where the parser was.
  let parsedLine = 1;
  const parser = parse({
    info: true,
    on_record: (record: string[], { lines }) => {
      parsedLine = lines + 1;
      return record;
    },
    bom: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: LARGEST_ROW_BYTES,
  });
  // The reader below gets the error, from whichever of the two it comes.
  pipeline(Readable.from(textOf(path)), parser, () => undefined);
  let header: string[] | undefined;
  let row = 0;
  try {
    for await (const { record, info } of parser as AsyncIterable<ParsedRecord>) {
      row += 1;
      if (header) yield toRow(header, record, row, info.lines - lineBreaks(record));
      else header = checkedHeader(record, required, path);
    }
  } catch (error) {
    throw error instanceof CsvError ? new InputError(`${path}: ${brokenText(error, parsedLine)}`) : error;
  }
  if (!header) throw new InputError(`${path}: is empty; the first line must name the columns`);
  if (row === 1) throw new InputError(`${path}: holds a header and no rows`);
}

async function refuseNoFile(path: string): Promise<void> {
  const found = await stat(path).catch((error: unknown) => {
    throw new InputError(
      `${path}: cannot be read (${(error as NodeJS.ErrnoException).code ?? String(error)})`,
    );
  });
  if (!found.isFile()) throw new InputError(`${path}: is no file`);
}

/** The file as text; anything that is not UTF-8 text is refused before a row of it is believed. */
async function* textOf(path: string): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let bytes = 0;
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    yield decoded(() => decoder.decode(chunk, { stream: true }), path, bytes);
    bytes += chunk.length;
  }
  yield decoded(() => decoder.decode(), path, bytes);
}

function decoded(decode: () => string, path: string, bytes: number): string {
  let text: string;
  try {
    text = decode();
  } catch {
    throw new InputError(binary(path, `bytes after ${bytes} that are not UTF-8`));
  }
  if (text.includes('\0')) throw new InputError(binary(path, 'zero bytes'));
  return text;
}

function binary(path: string, what: string): string {
  return `${path}: is no CSV text (it holds ${what}); save the sheet as "CSV UTF-8"`;
}

function checkedHeader(names: readonly string[], required: readonly string[], path: string): string[] {
  const header = names.map((name) => name.trim());
  const missing = required.filter((name) => !header.includes(name));
  if (missing.length > 0) {
    const semicolons = header.length === 1 && /[;\t]/.test(header[0] ?? '');
    const hint = semicolons ? '; the columns seem to be parted by something else than commas' : '';
    const columns = missing.map((name) => `"${name}"`).join(', ');
    throw new InputError(
      `${path}: the header lacks the column${missing.length > 1 ? 's' : ''} ${columns}${hint}`,
    );
  }
  const twice = header.find((name, index) => name !== '' && header.indexOf(name) !== index);
  if (twice !== undefined) throw new InputError(`${path}: the header names the column "${twice}" twice`);
  return header;
}

/** How many lines a row has besides its first. */
function lineBreaks(record: readonly string[]): number {
  return record.reduce((sum, cell) => sum + (cell.match(/\r\n|\r|\n/g)?.length ?? 0), 0);
}

function toRow(header: readonly string[], record: readonly string[], row: number, line: number): CsvRow {
  const cells = Object.fromEntries(header.map((name, index) => [name, record[index] ?? '']));
  const extra = record.slice(header.length).some((text) => text.trim() !== '');
  const uneven = record.length < header.length || extra;
  const fault = `has ${record.length} cells, the header has ${header.length}; look for a missing comma or quote`;
  return { row, line, cells, ...(uneven ? { fault } : {}) };
}

function brokenText(error: CsvError, line: number): string {
  if (error.code === 'CSV_QUOTE_NOT_CLOSED')
    return `line ${line}: a quote is opened in this row and never closed`;
  if (error.code === 'CSV_MAX_RECORD_SIZE')
    return `line ${line}: the row never ends; look for an unclosed quote`;
  const at = typeof error['lines'] === 'number' ? error['lines'] : line;
  const within = at === line ? `line ${line}` : `line ${at} (in the row that begins on line ${line})`;
  return `${within}: a quote stands where none may be; write it twice ("") inside a quoted cell`;
}
