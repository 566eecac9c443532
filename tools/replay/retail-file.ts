import { readCsv } from '../input/csv-file.ts';
import { COLUMNS, readRow, type Sale, type SetAside } from './retail-row.ts';

export interface Day {
  /** "2010-12-01", or "undated" when no row before had a date. */
  day: string;
  sales: Sale[];
  setAside: SetAside[];
  invoices: Set<string>;
}

/** The file day by day; only one day is in memory at a time. */
export async function* readDays(path: string): AsyncGenerator<Day> {
  let day: Day | undefined;
  for await (const { line, cells, fault } of readCsv(path, COLUMNS)) {
    const invoice = (cells['InvoiceNo'] ?? '').trim();
    const date = /^\d{4}-\d\d-\d\d\b/.exec((cells['InvoiceDate'] ?? '').trim())?.[0];
    // An invoice written around midnight belongs to the day on which it was begun.
    if (!day || (date && date !== day.day && !day.invoices.has(invoice))) {
      if (day) yield day;
      day = { day: date ?? 'undated', sales: [], setAside: [], invoices: new Set() };
    }
    if (invoice) day.invoices.add(invoice);
    const row = readRow(line, cells, fault);
    if ('reason' in row) day.setAside.push(row);
    else day.sales.push(row);
  }
  if (day) yield day;
}
