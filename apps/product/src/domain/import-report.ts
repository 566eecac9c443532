import { IMPORT_CHANGES } from '@tradepost/contracts/limits';
import { minorDigits, minorToDecimal } from '@tradepost/decision';
import { isSame } from './is-same.ts';
import type { ProductChange, VariantChange } from './product-change.ts';
import type { ProductPatch } from './product-patch.ts';
import type { GivenProduct, ProductRecord, StoredProduct, VariantRecord } from './product.ts';

/** A field that an import changes, with its old and new value as text; empty: none. */
export interface FieldChange {
  readonly field: string;
  readonly from: string;
  readonly to: string;
}

/** What an importer should know of an accepted product. */
export interface ImportNote {
  readonly code:
    | 'stock.kept'
    | 'stock.uncounted'
    | 'stock.unlimited'
    | 'stock.oversold'
    | 'variant.moved'
    | 'currency.changed';
  readonly detail: string;
  /** As many as are reported. */
  readonly skus: readonly string[];
  readonly variantCount: number;
}

export interface ImportReport {
  readonly changes: readonly FieldChange[];
  readonly moreChanges: number;
  readonly notes: readonly ImportNote[];
}

/** Longer texts are reported by their length. */
const LONGEST_TEXT = 80;

/** What changes in an existing product, and what is to be known of its stock. */
export function reportOf(
  record: GivenProduct,
  stored: StoredProduct | undefined,
  change: ProductChange | undefined,
  patch: ProductPatch | undefined,
): ImportReport {
  const all = stored && change ? [...productChanges(stored, change), ...variantChanges(stored, change)] : [];
  return {
    changes: all.slice(0, IMPORT_CHANGES),
    moreChanges: Math.max(0, all.length - IMPORT_CHANGES),
    notes: notesOf(record, stored, change, patch),
  };
}

function productChanges({ record: old }: StoredProduct, { record }: ProductChange): FieldChange[] {
  const { variants: _variants, ...fields } = record;
  return changesBetween('', old, fields, [old.currency, record.currency]);
}

function variantChanges({ record: old, variantIds }: StoredProduct, change: ProductChange): FieldChange[] {
  const kept = new Set(change.variants.map(({ id }) => id));
  const ids = new Set(variantIds);
  const retired = old.variants.filter((_, i) => !kept.has(variantIds[i] ?? ''));
  return [
    ...change.variants.flatMap((variant) => ofVariant(variant, ids, [old.currency, change.record.currency])),
    ...retired.map(({ sku }) => ({ field: `variants[${sku}]`, from: 'on sale', to: '' })),
  ];
}

function ofVariant(
  { id, record, before }: VariantChange,
  variantIds: ReadonlySet<string>,
  currencies: Currencies,
): FieldChange[] {
  const at = `variants[${before?.sku ?? record.sku}]`;
  const isAdded = !variantIds.has(id);
  const added = { field: at, from: '', to: before ? 'on sale' : 'new' };
  return [
    ...(isAdded ? [added] : []),
    ...(before ? changesBetween(`${at}.`, before, record, currencies) : []),
  ];
}

type Currencies = readonly [before: string, after: string];

function changesBetween<T extends Partial<ProductRecord> | VariantRecord>(
  at: string,
  before: T,
  after: T,
  [oldCurrency, newCurrency]: Currencies,
): FieldChange[] {
  return (Object.keys(after) as (keyof T & string)[]).flatMap((field) => {
    const isOtherMoney = oldCurrency !== newCurrency && typeof after[field] === 'number' && isAmount(field);
    if (isSame(before[field], after[field]) && !isOtherMoney) return [];
    const text = (value: unknown, currency: string) => shortText(textOf(field, value, currency));
    const [from, to] = [text(before[field], oldCurrency), text(after[field], newCurrency)];
    return [{ field: at + (NAMES[field] ?? field), from, to }];
  });
}

const NAMES: Readonly<Record<string, string>> = {
  priceMinor: 'price',
  compareAtMinor: 'compareAtPrice',
  isTracked: 'tracked',
};

const isAmount = (field: string): boolean => field.endsWith('Minor');

function textOf(field: string, value: unknown, currency: string): string {
  if (value === null || value === undefined) return '';
  if (isAmount(field)) return `${minorToDecimal(Number(value), minorDigits(currency))} ${currency}`;
  if (Array.isArray(value)) return value.map((entry) => entryText(entry, currency)).join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function entryText(entry: unknown, currency: string): string {
  if (typeof entry === 'string') return entry;
  const { name, value, values, url, minQuantity, amountMinor } = entry as Readonly<Record<string, unknown>>;
  if (typeof url === 'string') return url;
  if (typeof minQuantity === 'number')
    return `${textOf('amountMinor', amountMinor, currency)} from ${minQuantity}`;
  return `${String(name)}: ${Array.isArray(values) ? values.join('/') : String(value)}`;
}

const shortText = (text: string): string => (text.length > LONGEST_TEXT ? `${text.length} characters` : text);

function notesOf(
  record: GivenProduct,
  stored: StoredProduct | undefined,
  change: ProductChange | undefined,
  patch: ProductPatch | undefined,
): ImportNote[] {
  const fresh = new Set(
    (change?.variants ?? []).filter(({ before }) => !before).map(({ record: { sku } }) => sku),
  );
  const ids = new Set(stored?.variantIds);
  const moved = (change?.variants ?? []).filter(({ id, before }) => before && !ids.has(id));
  const isOld = ({ sku }: { sku: string }) => !fresh.has(sku);
  const given = givenStock(record, patch);
  const known = record.variants.filter((variant) => given(variant.sku) === undefined);
  return [
    note('stock.kept', known.filter(isOld), 'no stock is given: it is left as it is'),
    note(
      'stock.uncounted',
      record.variants.filter(({ sku, isTracked, stock }) => fresh.has(sku) && isTracked && stock === null),
      'counted, but no stock is given: 0 on hand, sold out until it is set',
    ),
    note(
      'stock.unlimited',
      known.filter(({ sku, isTracked }) => fresh.has(sku) && !isTracked),
      'nothing is said of the stock: not counted, always available',
    ),
    note(
      'stock.oversold',
      record.variants.filter(({ stock }) => (stock ?? 0) < 0),
      'below zero: more is sold than there is',
    ),
    note(
      'variant.moved',
      moved.map((one) => one.record),
      'sold before; stock and orders stay with the SKU',
    ),
    note(
      'currency.changed',
      stored && stored.record.currency !== record.currency ? record.variants : [],
      `priced in ${record.currency}, before in ${stored?.record.currency ?? ''}`,
    ),
  ].flatMap((one) => one ?? []);
}

/** What a patch says of the stock of the variant with this SKU; a whole product says everything. */
function givenStock({ variants }: GivenProduct, patch: ProductPatch | undefined): (sku: string) => unknown {
  if (!patch) return () => 'given';
  const said = patch.variants ?? [];
  const isInOrder = said.length === variants.length;
  const stock = new Map(isInOrder ? variants.map(({ sku }, i) => [sku, said[i]?.stock]) : []);
  for (const one of said) if (one.sku?.trim()) stock.set(one.sku.trim(), one.stock);
  return (sku) => (stock.get(sku) === 'uncounted' ? undefined : stock.get(sku));
}

function note(
  code: ImportNote['code'],
  variants: readonly { readonly sku: string }[],
  detail: string,
): ImportNote | undefined {
  if (variants.length === 0) return undefined;
  const skus = variants.slice(0, IMPORT_CHANGES).map(({ sku }) => sku);
  const count = variants.length === 1 ? '1 variant' : `${variants.length} variants`;
  return { code, detail: `${count}: ${detail}`, skus, variantCount: variants.length };
}
