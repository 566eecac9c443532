/** One row of a product sheet, its cells by column name. */
export interface SheetRow {
  /** As a spreadsheet counts: the header is row 1. */
  row: number;
  /** As a text editor counts: the line on which the row begins (quoted cells may span lines). */
  line: number;
  cells: Readonly<Record<string, string>>;
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

  add(at: SheetRow, column: string, message: string): void {
    this.messages.push({ row: at.row, line: at.line, column, message });
  }
}

/** The cell without surrounding space and without the apostrophe that keeps spreadsheets from reckoning. */
export function cell(row: SheetRow, column: string): string {
  const text = (row.cells[column] ?? '').trim();
  return /^'\S/.test(text) ? text.slice(1) : text;
}

/** The cell as text that the shop can hold. */
export function shortText(row: SheetRow, column: string, longest: number, faults: Faults): string {
  const text = cell(row, column);
  if (text.length > longest) {
    faults.add(row, column, `has ${text.length} characters; shorten it to ${longest} at most`);
  }
  return text;
}

export function oneOf<T extends string>(
  row: SheetRow,
  column: string,
  allowed: readonly T[],
  absent: T,
  faults: Faults,
): T {
  const text = cell(row, column).toLowerCase();
  if (text === '') return absent;
  const found = allowed.find((word) => word === text);
  if (found === undefined)
    faults.add(row, column, `${quoted(text)} is not known; write ${allowed.join(' or ')}`);
  return found ?? absent;
}

/** What a person typed, short enough for a message. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}...` : text);
}
