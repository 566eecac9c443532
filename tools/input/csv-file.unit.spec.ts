import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { InputError, readCsv, type CsvRow } from './csv-file.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'tradepost-csv-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function read(content: string | Buffer): Promise<CsvRow[]> {
  const file = path.join(folder, 'sheet.csv');
  writeFileSync(file, content);
  return readAll(file);
}

async function readAll(file: string): Promise<CsvRow[]> {
  const rows: CsvRow[] = [];
  for await (const row of readCsv(file, ['a', 'b'])) rows.push(row);
  return rows;
}

describe('a CSV file', () => {
  it('gives rows with their place in a spreadsheet and in a text editor', async () => {
    const rows = await read('\ufeffa,b\r\n1,"two\nlines"\r\n\r\n2,"say ""hi"""\r\n');
    expect(rows).toEqual([
      { row: 2, line: 2, cells: { a: '1', b: 'two\nlines' } },
      { row: 4, line: 5, cells: { a: '2', b: 'say "hi"' } },
    ]);
  });

  it.each([
    ['a,b\r1,2\r\r3,4\r', 1],
    ['a,b\r\n1,2\n\r\n3,4', 1],
    ['a;b\n1;2\n;\n3;4\n', 1],
    ['a\tb\n1\t2\n\t\n3\t4\n', 1],
    ['sep=|\na|b\n1|2\n|\n3|4\n', 2],
    ['a,b,,\n1,2,,\n,,,\n3,4,,\n', 1],
  ])('is read with the separators and line ends of %j', async (content, header) => {
    expect(await read(content)).toEqual([
      { row: 2, line: header + 1, cells: { a: '1', b: '2' } },
      { row: 4, line: header + 3, cells: { a: '3', b: '4' } },
    ]);
  });

  it('is read when a line ends between two parts of the file', async () => {
    const long = 'x'.repeat(64 * 1024 - 'a,b\r\n'.length - ',b\r'.length);
    const rows = await read(`a,b\r\n${long},b\r\n3,4\r\n`);
    expect(rows.map(({ row, line, cells }) => [row, line, cells['b']])).toEqual([
      [2, 2, 'b'],
      [3, 3, '4'],
    ]);
  });

  it('marks rows that have too few or too many cells', async () => {
    const rows = await read('a,b\n1\n1,2,3\n1,2,,\n');
    expect(rows.map(({ row, fault }) => [row, fault?.slice(0, 11)])).toEqual([
      [2, 'has 1 cells'],
      [3, 'has 3 cells'],
      [4, undefined],
    ]);
  });

  it.each([
    ['is empty', ''],
    ['holds a header and no rows', 'a,b\n'],
    ['lacks the column "b"', 'a,c\n1,2\n'],
    ['parted by commas, semicolons or tabs', 'a|b\n1|2\n'],
    ['is empty', '\n,,\n'],
    [
      'it holds text in UTF-16, which spreadsheets call "Unicode text"',
      Buffer.from('\ufeffa\tb\n', 'utf16le'),
    ],
    ['line 3: a quote is opened', 'sep=;\na;b\n1;"2\n'],
    ['names the column "a" twice', 'a,b,a\n1,2,3\n'],
    ['line 3: a quote is opened in this row and never closed', 'a,b\n1,2\n3,"4\n5,6\n'],
    ['line 3: a quote stands where none may be', 'a,b\n1,2\n3,"4"5\n'],
    ['line 4 (in the row that begins on line 2): a quote', 'a,b\n1,"2\n3,4\n5,"6"\n'],
    ['is no CSV text (it holds zero bytes)', Buffer.from([0x50, 0x4b, 0x03, 0x04, 0x00, 0x00])],
    ['that are not UTF-8); save the sheet as "CSV UTF-8"', Buffer.from('a,b\ncaf\u00e9,2\n', 'latin1')],
    ['is no CSV text', Buffer.from('\ufeffa,b\n1,2\n', 'utf16le')],
  ])('is refused as a whole in one line: %s', async (message, content) => {
    const refusal = await read(content).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(InputError);
    expect((refusal as Error).message).toContain(message);
  });

  it('is refused when it is not there', async () => {
    await expect(readAll(path.join(folder, 'none.csv'))).rejects.toThrow('ENOENT');
    await expect(readAll(folder)).rejects.toThrow('is no file');
  });
});
