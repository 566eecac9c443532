import { slugOf } from '@tradepost/contracts/slug';
import { readProduct, type ImportedProduct } from './rules/product-import.ts';
import { cell, quoted, type RowMessage } from './rules/sheet-row.ts';
import { readCsv, type CsvRow } from '../input/csv-file.ts';

export interface FileProduct {
  handle: string;
  at: { row: number; line: number };
  rows: number;
  result: ImportedProduct;
}

export interface CheckedFile {
  rows: number;
  products: number;
  /** Handles that must not be sent, with every message about them. */
  refused: Map<string, RowMessage[]>;
}

const STANDS_APART = 'appears again after another product; keep all rows of a product together';
const REQUIRED = ['Handle', 'Title', 'Variant Price'];

/** The products of a Shopify file, one after the other; only one product is in memory at a time. */
export async function* readProducts(path: string, currency: string): AsyncGenerator<FileProduct> {
  let group: CsvRow[] = [];
  for await (const row of readCsv(path, REQUIRED)) {
    if (group[0] && handleOf(group[0]) !== handleOf(row)) {
      yield toProduct(group, currency);
      group = [];
    }
    group.push(row);
  }
  if (group.length > 0) yield toProduct(group, currency);
}

/**
 * Reads the whole file once before anything is sent: a broken quote on the last line, or a product whose
 * rows stand apart, must not leave half an import behind.
 */
export async function checkFile(
  path: string,
  currency: string,
  progress: (rows: number) => void,
): Promise<CheckedFile> {
  const refused = new Map<string, RowMessage[]>();
  const seen = new Set<string>();
  const slugs = new Map<string, Pick<FileProduct, 'handle' | 'at'>>();
  const skus = new Map<string, string>();
  let rows = 0;
  for await (const product of readProducts(path, currency)) {
    const { handle, at, result } = product;
    const messages = 'messages' in result ? result.messages : takenSkus(product, skus);
    if (handle && seen.has(handle)) messages.push({ ...at, column: 'Handle', message: STANDS_APART });
    seen.add(handle);
    for (const [of, message] of sameSlug(product, slugs))
      if (of === handle) messages.push(message);
      else refused.set(of, [...(refused.get(of) ?? []), message]);
    if (messages.length > 0) refused.set(handle, [...(refused.get(handle) ?? []), ...messages]);
    progress((rows += product.rows));
  }
  return { rows, products: seen.size, refused };
}

/** A SKU names one thing in the whole shop, so in the whole file as well. */
function takenSkus({ handle, at, result }: FileProduct, skus: Map<string, string>): RowMessage[] {
  const messages: RowMessage[] = [];
  for (const { sku } of 'draft' in result ? result.draft.variants : []) {
    if (!sku) continue;
    const owner = skus.get(sku);
    const message = `${quoted(sku)} is also a SKU of ${quoted(owner ?? '')}; give each variant its own`;
    if (owner !== undefined && owner !== handle) messages.push({ ...at, column: 'Variant SKU', message });
    else skus.set(sku, handle);
  }
  return messages;
}

/** Two handles with one slug would be one page: neither is sent, and both are named. */
function sameSlug(
  { handle, at }: FileProduct,
  slugs: Map<string, Pick<FileProduct, 'handle' | 'at'>>,
): [handle: string, RowMessage][] {
  const slug = slugOf(handle);
  if (slug === '') return [];
  const twin = slugs.get(slug);
  if (!twin) slugs.set(slug, { handle, at });
  if (!twin || twin.handle === handle) return [];
  const told = (one: typeof twin, other: typeof twin): [string, RowMessage] => {
    const message = `has the same slug "${slug}" as ${quoted(other.handle)} in row ${other.at.row}; rename one of them`;
    return [one.handle, { ...one.at, column: 'Handle', message }];
  };
  return [told({ handle, at }, twin), told(twin, { handle, at })];
}

function handleOf(row: CsvRow): string {
  return cell(row, 'Handle');
}

function toProduct(group: CsvRow[], currency: string): FileProduct {
  const uneven = group.flatMap(({ row, line, fault }) =>
    fault ? [{ row, line, column: '', message: fault }] : [],
  );
  const [first, ...rest] = group as [CsvRow, ...CsvRow[]];
  const result = uneven.length > 0 ? { messages: uneven } : readProduct([first, ...rest], currency);
  return { handle: handleOf(first), at: { row: first.row, line: first.line }, rows: group.length, result };
}
