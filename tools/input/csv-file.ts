import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable, pipeline } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { otherEncoding, separatorOf } from './csv-text.ts';

/** The file as a whole cannot be used: reported in one line, exit code 1. */
export class InputError extends Error {}

/** A row with its cells by the name of their column, or what keeps it from being one. */
export interface CsvRow {
  /** As a spreadsheet counts: the header is row 1. */
  row: number;
  /** As a text editor counts: the line on which the row begins (quoted cells may span lines). */
  line: number;
  cells: Readonly<Record<string, string>>;
  fault?: string;
}

export interface CsvOptions {
  /** Checks the names of the columns; @returns those that are needed and missing. */
  readonly missing: (header: readonly string[]) => readonly string[];
  /** Two names that mean the same column; by default, two that are equal. */
  readonly columnKey?: (name: string) => string;
  /** True: a row may end before the header does, because spreadsheets cut off empty cells at its end. */
  readonly mayBeShort?: boolean;
}

interface ParsedRecord {
  record: string[];
  info: { lines: number };
}

/** No cell of a real sheet comes near this; a quote that is never closed would swallow the rest of the file. */
const LARGEST_ROW_BYTES = 4_000_000;

/** No header is longer; what parts the cells is found in it. */
const HEADER_CHARACTERS = 20_000;

/**
 * Reads a CSV file row by row; memory does not grow with the file. Cells are parted by commas, semicolons or tabs,
 * lines end in any way, and rows without any text are passed over.
 */
export async function* readCsv(
  path: string,
  required: readonly string[] | CsvOptions,
): AsyncGenerator<CsvRow> {
  const options = isOptions(required) ? required : needs(required);
  await refuseNoFile(path);
  const { text, delimiter, linesBefore } = await openText(path);
  // The parser runs ahead of the reader; an error names the place where the parser was.
  let parsedLine = 1 + linesBefore;
  const parser = parse({
    info: true,
    on_record: (record: string[], { lines }) => {
      parsedLine = lines + 1 + linesBefore;
      return record;
    },
    delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    max_record_size: LARGEST_ROW_BYTES,
  });
  // The reader below gets the error, from whichever of the two it comes.
  pipeline(Readable.from(text), parser, () => undefined);
  let header: string[] | undefined;
  let row = 0;
  let rows = 0;
  try {
    for await (const { record, info } of parser as AsyncIterable<ParsedRecord>) {
      row += 1;
      if (record.every((text) => text.trim() === '')) continue;
      if (header)
        yield toRow(header, record, { row, line: info.lines + linesBefore - lineBreaks(record) }, options);
      else header = checkedHeader(record, options, path);
      rows += 1;
    }
  } catch (error) {
    throw error instanceof CsvError
      ? new InputError(`${path}: ${brokenText(error, parsedLine, linesBefore)}`)
      : error;
  }
  if (!header) throw new InputError(`${path}: is empty; the first line must name the columns`);
  if (rows === 1) throw new InputError(`${path}: holds a header and no rows`);
}

const isOptions = (required: readonly string[] | CsvOptions): required is CsvOptions => 'missing' in required;

const needs = (required: readonly string[]): CsvOptions => ({
  missing: (header) => required.filter((name) => !header.includes(name)),
});

async function refuseNoFile(path: string): Promise<void> {
  const found = await stat(path).catch((error: unknown) => {
    throw new InputError(
      `${path}: cannot be read (${(error as NodeJS.ErrnoException).code ?? String(error)})`,
    );
  });
  if (!found.isFile()) throw new InputError(`${path}: is no file`);
}

/** The file's text without what comes before the header: a byte order mark, and a line that names the separator. */
async function openText(
  path: string,
): Promise<{ text: AsyncGenerator<string>; delimiter: string; linesBefore: number }> {
  const chunks = textOf(path);
  let start = '';
  while (start.length < HEADER_CHARACTERS) {
    const next = await chunks.next();
    if (next.done) break;
    start += next.value;
  }
  const { delimiter, skip } = separatorOf(start);
  async function* text(): AsyncGenerator<string> {
    yield start.slice(skip).replace(/^\ufeff/, '');
    yield* chunks;
  }
  return { text: text(), delimiter, linesBefore: skip > 0 ? 1 : 0 };
}

/** The file as text; anything that is not UTF-8 text is refused before a row of it is believed. */
async function* textOf(path: string): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let bytes = 0;
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    const encoding = bytes === 0 ? otherEncoding(chunk) : undefined;
    if (encoding) throw new InputError(binary(path, `text in ${encoding}`));
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

function checkedHeader(
  names: readonly string[],
  { missing: findMissing, columnKey = (name) => name }: CsvOptions,
  path: string,
): string[] {
  const header = names.map((name) => name.trim());
  const missing = findMissing(header);
  if (missing.length > 0) {
    // One column with a plain name is not several that something else parts.
    const isParted = header.length > 1 || /^[\p{L}\p{N} _-]*$/u.test(header[0] ?? '');
    const hint = !isParted ? '; the columns must be parted by commas, semicolons or tabs' : '';
    const columns = missing.map((name) => `"${name}"`).join(', ');
    throw new InputError(
      `${path}: the header lacks the column${missing.length > 1 ? 's' : ''} ${columns}${hint}`,
    );
  }
  const keys = header.map(columnKey);
  const twice = header.findIndex((name, index) => name !== '' && keys.indexOf(keys[index] ?? '') !== index);
  const first = header[keys.indexOf(keys[twice] ?? '')] ?? '';
  if (twice >= 0)
    throw new InputError(`${path}: the header names the column ${named(first, header[twice] ?? '')}`);
  return header;
}

const named = (first: string, second: string): string =>
  first === second ? `"${first}" twice` : `"${first}" again as "${second}"; remove one of them`;

/** How many lines a row has besides its first. */
function lineBreaks(record: readonly string[]): number {
  return record.reduce((sum, cell) => sum + (cell.match(/\r\n|\r|\n/g)?.length ?? 0), 0);
}

function toRow(
  header: readonly string[],
  record: readonly string[],
  { row, line }: Pick<CsvRow, 'row' | 'line'>,
  { mayBeShort = false }: CsvOptions,
): CsvRow {
  // A column without a name, such as one that a spreadsheet left at the end, holds nothing that could be read.
  const named = header.flatMap((name, index) => (name ? [[name, record[index] ?? '']] : []));
  const cells = Object.fromEntries(named) as Record<string, string>;
  const extra = record.slice(header.length).some((text) => text.trim() !== '');
  const uneven = (record.length < header.length && !mayBeShort) || extra;
  const fault = `has ${record.length} cells, the header has ${header.length}; look for a missing comma or quote`;
  return { row, line, cells, ...(uneven ? { fault } : {}) };
}

function brokenText(error: CsvError, line: number, linesBefore: number): string {
  if (error.code === 'CSV_QUOTE_NOT_CLOSED')
    return `line ${line}: a quote is opened in this row and never closed`;
  if (error.code === 'CSV_MAX_RECORD_SIZE')
    return `line ${line}: the row never ends; look for an unclosed quote`;
  const at = typeof error['lines'] === 'number' ? error['lines'] + linesBefore : line;
  const within = at === line ? `line ${line}` : `line ${at} (in the row that begins on line ${line})`;
  return `${within}: a quote stands where none may be; write it twice ("") inside a quoted cell`;
}
