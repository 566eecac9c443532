import { slugOf } from '@tradepost/contracts/slug';
import { Header, sameColumn, saysSomething, type Field } from './rules/columns.ts';
import type { FileIndex } from './moves.ts';
import { readProduct, type ImportedProduct } from './rules/product-import.ts';
import { cell, quoted, type RowMessage, type SheetRow } from './rules/sheet-row.ts';
import { OPTION_PLACES } from './rules/variant-import.ts';
import { readCsv, type CsvRow } from '../input/csv-file.ts';

export interface FileProduct {
  handle: string;
  at: { row: number; line: number };
  rows: number;
  /** As its rows name them, also when it is refused. */
  skus: string[];
  result: ImportedProduct;
}

export interface CheckedFile {
  rows: number;
  products: number;
  /** Columns that are not imported, with the number of rows that have something in them. */
  unread: readonly { column: string; rows: number }[];
  /** Products that the file calls gift cards. */
  giftCards: number;
  /** True: a column gives quantities, so the shop's stock can change. */
  hasQuantities: boolean;
  /** Handles that must not be sent, with every message about them. */
  refused: Map<string, RowMessage[]>;
  /** Also of refused products. */
  index: FileIndex;
}

type ProductRow = CsvRow & SheetRow;

/** All columns of a file, of which an import reads some. */
interface ProductRows {
  readonly header: Header;
  readonly rows: readonly ProductRow[];
}

const STANDS_APART = 'appears again after another product; keep all rows of a product together';

/** What every file must have: the handle, something to import besides a title, and option columns in pairs. */
function missingColumns(names: readonly string[]): string[] {
  const header = new Header(names);
  if (!header.has('handle')) return [header.nameOf('handle')];
  const isNothing = header.columnsRead === (header.has('title') ? 2 : 1);
  const missing: Field[] = header.has('title') ? ['price'] : ['title', 'price'];
  const usual: Field[] = header.describesPictures ? ['imageUrl'] : missing;
  if (isNothing) return usual.map((field) => header.nameOf(field));
  const places = OPTION_PLACES.filter(({ name, value }) => header.has(name) || header.has(value));
  const needed = OPTION_PLACES.slice(0, OPTION_PLACES.findLastIndex((place) => places.includes(place)) + 1);
  const fields = needed.flatMap(({ name, value }) => [name, value]);
  return fields.filter((field) => !header.has(field)).map((field) => header.nameOf(field));
}

/** The products of a Shopify file, one after the other; only one product is in memory at a time. */
export async function* readProducts(path: string, currency: string): AsyncGenerator<FileProduct> {
  for await (const { rows } of groups(path)) yield toProduct(rows, currency);
}

async function* groups(path: string): AsyncGenerator<ProductRows> {
  let header: Header | undefined;
  let group: ProductRow[] = [];
  const options = { missing: missingColumns, columnKey: sameColumn, mayBeShort: true };
  for await (const csvRow of readCsv(path, options)) {
    header ??= new Header(Object.keys(csvRow.cells));
    const row = { ...csvRow, header };
    if (group[0] && !belongsTo(group[0], row)) {
      yield { header, rows: group };
      group = [];
    }
    group.push(row);
  }
  if (header && group.length > 0) yield { header, rows: group };
}

/** A row without a handle and a title goes on with the product before it, which can't be imported without it. */
function belongsTo(first: ProductRow, row: ProductRow): boolean {
  return handleOf(first) === handleOf(row) || (isLost(row) && handleOf(first) !== '');
}

const isLost = (row: SheetRow): boolean => cell(row, 'handle') === '' && cell(row, 'title') === '';

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
  const unread = new Map<string, number>();
  let header: Header | undefined;
  let rows = 0;
  let giftCards = 0;
  for await (const group of groups(path)) {
    header = group.header;
    const product = toProduct(group.rows, currency);
    const { handle, at, result } = product;
    countUnread(group, unread);
    if ('draft' in result && result.isGiftCard) giftCards += 1;
    const messages = 'messages' in result ? result.messages : [];
    messages.push(...takenSkus(product, skus, header));
    if (handle && seen.has(handle))
      messages.push({ ...at, column: header.nameOf('handle'), message: STANDS_APART });
    seen.add(handle);
    for (const [of, message] of sameSlug(product, slugs, header.nameOf('handle')))
      if (of === handle) messages.push(message);
      else refused.set(of, [...(refused.get(of) ?? []), message]);
    if (messages.length > 0) refused.set(handle, [...(refused.get(handle) ?? []), ...messages]);
    progress((rows += product.rows));
  }
  return {
    ...{ rows, products: seen.size, refused, giftCards },
    index: indexOf(skus, slugs),
    unread: [...unread].map(([column, filled]) => ({ column, rows: filled })),
    hasQuantities: header?.has('quantity') ?? false,
  };
}

const indexOf = (skus: ReadonlyMap<string, string>, slugs: ReadonlyMap<string, unknown>): FileIndex => ({
  ownerOf: (sku) => {
    const handle = skus.get(sku);
    return handle === undefined ? undefined : slugOf(handle);
  },
  hasProduct: (slug) => slugs.has(slug),
});

/** An empty column loses nothing, so it is not named. */
function countUnread({ header, rows }: ProductRows, unread: Map<string, number>): void {
  for (const column of header.unread) {
    const filled = rows.filter(({ cells }) => saysSomething(column, cells[column] ?? '')).length;
    if (filled > 0) unread.set(column, (unread.get(column) ?? 0) + filled);
  }
}

/** A SKU names one thing in the whole shop, so in the whole file as well. */
function takenSkus(
  { handle, at, skus: own }: FileProduct,
  skus: Map<string, string>,
  header: Header,
): RowMessage[] {
  const messages: RowMessage[] = [];
  for (const sku of own) {
    const owner = skus.get(sku);
    const message = `${quoted(sku)} is also a SKU of ${quoted(owner ?? '')}; give each variant its own`;
    if (owner !== undefined && owner !== handle)
      messages.push({ ...at, column: header.nameOf('sku'), message });
    else skus.set(sku, handle);
  }
  return messages;
}

/** Two handles with one slug would be one page: neither is sent, and both are named. */
function sameSlug(
  { handle, at }: FileProduct,
  slugs: Map<string, Pick<FileProduct, 'handle' | 'at'>>,
  column: string,
): [handle: string, RowMessage][] {
  const slug = slugOf(handle);
  if (slug === '') return [];
  const twin = slugs.get(slug);
  if (!twin) slugs.set(slug, { handle, at });
  if (!twin || twin.handle === handle) return [];
  const messageOf = (one: typeof twin, other: typeof twin): [string, RowMessage] => {
    const message = `has the same slug "${slug}" as ${quoted(other.handle)} in row ${other.at.row}; rename one of them`;
    return [one.handle, { ...one.at, column, message }];
  };
  return [messageOf({ handle, at }, twin), messageOf(twin, { handle, at })];
}

function handleOf(row: SheetRow): string {
  return cell(row, 'handle');
}

function toProduct(group: readonly ProductRow[], currency: string): FileProduct {
  const [first, ...rest] = group as [ProductRow, ...ProductRow[]];
  const handle = handleOf(first);
  const broken = [...group.flatMap(unevenRow), ...rest.flatMap((row) => lostRow(row, handle))];
  return {
    ...{ handle, at: { row: first.row, line: first.line }, rows: group.length },
    skus: group.map((row) => cell(row, 'sku')).filter((sku) => sku !== ''),
    result: broken.length > 0 ? { messages: broken } : readProduct([first, ...rest], currency),
  };
}

const unevenRow = ({ row, line, fault }: ProductRow): RowMessage[] =>
  fault ? [{ row, line, column: '', message: fault }] : [];

function lostRow(row: ProductRow, handle: string): RowMessage[] {
  if (handleOf(row) === handle) return [];
  const message = `is empty; repeat ${quoted(handle)}, if the row belongs to it, or remove the row`;
  return [{ row: row.row, line: row.line, column: row.header.nameOf('handle'), message }];
}
