import { COLUMNS, type Field, type Header } from './columns.ts';

/** One row of a product sheet. */
export interface SheetRow {
  /** As a spreadsheet counts: the header is row 1. */
  row: number;
  /** As a text editor counts: the line on which the row begins (quoted cells may span lines). */
  line: number;
  /** By the names of the file's columns. */
  cells: Readonly<Record<string, string>>;
  header: Header;
}

/** What is wrong in one cell, and what to write instead. */
export interface RowMessage {
  row: number;
  line: number;
  column: string;
  message: string;
}

/** Collects the messages of one product, so that a person sees all of them at once. */
export class Faults {
  readonly messages: RowMessage[] = [];

  add(at: SheetRow, field: Field, message: string): void {
    this.messages.push({ row: at.row, line: at.line, column: at.header.nameOf(field), message });
  }
}

/** The text of a number without a sign of its own: what a spreadsheet would make a number of. */
const LIKE_A_NUMBER = /^[-+=@][^']*$|^[\d.,\s%\u00a0\u202f]+$|^\d[\d.,]*e[-+]?\d+$/i;

/**
 * The cell without surrounding space and without the marks of a spreadsheet, in NFC: spreadsheets on a Mac take `é` apart.
 * Empty if there is no such column.
 */
export function cell(row: SheetRow, field: Field): string {
  const column = row.header.columnOf(field);
  const given = (column === undefined ? '' : (row.cells[column] ?? '')).trim();
  // A URL names a file by its bytes.
  const text = COLUMNS[field].kind === 'url' ? given : given.normalize('NFC');
  return COLUMNS[field].kind === 'text' ? withoutGuard(text) : withoutMarker(text);
}

/**
 * An apostrophe before a number keeps a spreadsheet from calculating with it, and so does `="0012345"`; what is written
 * is the number.
 */
function withoutMarker(text: string): string {
  const formula = /^="(.*)"$/s.exec(text)?.[1];
  if (formula !== undefined) return formula.trim();
  return text.startsWith("'") && LIKE_A_NUMBER.test(text.slice(1)) ? text.slice(1) : text;
}

/** In texts, an apostrophe is the first letter ('Tis, '47 Brand, '90s) unless it keeps a formula from being run. */
function withoutGuard(text: string): string {
  return /^'[-+=@]/.test(text) && !text.slice(1).includes("'") ? text.slice(1) : text;
}

/** The cell as text that the shop can hold. */
export function shortText(row: SheetRow, field: Field, longest: number, faults: Faults): string {
  const text = cell(row, field);
  if (text.length > longest) {
    faults.add(row, field, `has ${text.length} characters; shorten it to ${longest} at most`);
  }
  return text;
}

/** The word in the cell; undefined if the cell is empty, or not there. */
export function oneOf<T extends string>(
  row: SheetRow,
  field: Field,
  allowed: readonly T[],
  faults: Faults,
): T | undefined {
  const text = cell(row, field).toLowerCase();
  if (text === '') return undefined;
  const found = allowed.find((word) => word === text);
  if (found === undefined)
    faults.add(row, field, `${quoted(text)} is not known; write ${allowed.join(' or ')}`);
  return found;
}

/** Spreadsheets write TRUE and FALSE in the language of their user; people and programs also write yes and no, 1 and 0. */
const TRUE = [
  'true',
  'yes',
  'y',
  '1',
  'истина',
  'wahr',
  'vrai',
  'vero',
  'verdadero',
  'verdadeiro',
  'waar',
  'prawda',
];
const FALSE = ['false', 'no', 'n', '0', 'ложь', 'falsch', 'faux', 'falso', 'onwaar', 'fałsz'];

export const isTrueWord = (text: string): boolean => TRUE.includes(text);
export const isFalseWord = (text: string): boolean => FALSE.includes(text);

/** Undefined if the cell is empty, or not there. */
export function trueOrFalse(row: SheetRow, field: Field, faults: Faults): boolean | undefined {
  const text = cell(row, field).toLowerCase();
  if (text === '') return undefined;
  const isTrue = isTrueWord(text);
  if (!isTrue && !isFalseWord(text))
    faults.add(row, field, `${quoted(text)} is not known; write true or false`);
  return isTrue;
}

/** What a person typed, short enough for a message. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}...` : text);
}
