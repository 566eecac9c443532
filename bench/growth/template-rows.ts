import type { Client } from 'pg';
import { cut, type CutOptions, type Template } from './stamp.ts';
import type { FilledTable } from './tables.ts';

/** A table's columns that can be written, and the rows of each purchase. */
export interface TemplateRows {
  readonly table: FilledTable;
  readonly columns: readonly string[];
  /** By purchase, in the order of `ids`. */
  readonly ofEach: readonly (readonly Template[])[];
}

/** Rows of these purchases (or customers), one after the other. */
export async function readTemplates(
  db: Client,
  table: FilledTable,
  ids: readonly string[],
  optionsOf: (at: number) => CutOptions,
): Promise<TemplateRows> {
  const columns = await columnsOf(db, table);
  const ofEach: Template[][] = [];
  for (const [at, id] of ids.entries())
    ofEach.push((await readLines(db, table, columns, id)).map((line) => cut(line, optionsOf(at))));
  return { table, columns, ofEach };
}

async function columnsOf(db: Client, { name }: FilledTable): Promise<string[]> {
  const { rows } = await db.query<{ name: string }>(
    `SELECT quote_ident(attname) AS name FROM pg_attribute
     WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' AND attidentity = ''
     ORDER BY attnum`,
    [name],
  );
  return rows.map((row) => row.name);
}

async function readLines(
  db: Client,
  table: FilledTable,
  columns: readonly string[],
  id: string,
): Promise<string[]> {
  const texts = columns.map((column) => `${column}::text`).join();
  const order = table.numbered ? `ORDER BY ${table.numbered}` : '';
  const { rows } = await db.query<(string | null)[]>({
    text: `SELECT ${texts} FROM ${table.name} WHERE ${table.where} ${order}`,
    values: [[id]],
    rowMode: 'array',
  });
  return rows.map((row) => row.map(toField).join('\t'));
}

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

/** A field of COPY's text format. */
export const toField = (text: string | null): string =>
  text === null ? '\\N' : text.replaceAll(/[\\\t\n\r]/g, (sign) => ESCAPES[sign] ?? sign);
