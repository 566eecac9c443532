import type { FieldError } from './field-errors.ts';
import { changeTo, type ProductChange } from './product-change.ts';
import { type ProductInput, readProductInput } from './product-input.ts';
import type { CategoryRef, ProductRecord, StoredProduct } from './product.ts';
import { movedText } from './slug-move.ts';
import { slugOf } from './slug.ts';

/** What is stored about everything that a batch of inputs names. */
export interface ImportState {
  /** By their current slug. */
  readonly products: ReadonlyMap<string, StoredProduct>;
  readonly skus: ReadonlyMap<
    string,
    { readonly variantId: string; readonly productSlug: string; readonly isRetired: boolean }
  >;
  /** How much of each variant is held, by variant id. */
  readonly held: ReadonlyMap<string, number>;
  /** The current slugs of products whose old slugs the inputs name. */
  readonly moved: ReadonlyMap<string, string>;
  /** Slugs of existing categories, by what the inputs call them. */
  readonly categories: ReadonlyMap<string, string>;
}

export interface ImportResult {
  readonly slug: string;
  readonly outcome: 'created' | 'updated' | 'unchanged' | 'refused';
  readonly errors: readonly FieldError[];
  readonly productId: string;
  readonly variants: readonly { readonly sku: string; readonly id: string }[];
}

/** What an import decided: a result per input, the products to write, and the categories to create for them. */
export interface ImportPlan {
  readonly results: readonly ImportResult[];
  readonly changes: readonly ProductChange[];
  readonly categories: readonly CategoryRef[];
}

/** An input whose shape was checked: what is stored decides about the rest. */
export type CheckedInput = { readonly slug: string } & (
  { readonly record: ProductRecord } | { readonly errors: readonly FieldError[] }
);

/** Without a category, the type of a product is its category. */
export function checkInput(input: ProductInput): CheckedInput {
  const slug = input.slug.trim();
  const read = readProductInput(input);
  if (!('record' in read)) return { slug, ...read };
  const category = read.record.category || read.record.type;
  if (category !== '' && slugOf(category) === '')
    return {
      slug,
      errors: [{ field: 'category', code: 'category.invalid', detail: 'Use at least one letter or digit.' }],
    };
  return { slug, record: { ...read.record, category } };
}

/** @param isDryRun ids of what would be created are left out */
export function planImport(
  inputs: readonly CheckedInput[],
  state: ImportState,
  newId: () => string,
  isDryRun: boolean,
): ImportPlan {
  const changes: ProductChange[] = [];
  const categories = new Map<string, CategoryRef>();
  const batch = new Batch();
  const results = inputs.map((input): ImportResult => {
    const located = 'record' in input ? atCurrentSlug(input.record, state) : undefined;
    const errors = 'record' in input ? conflictsOf(located ?? input.record, state, batch) : input.errors;
    if (errors.length > 0 || !located) return refused(input.slug, errors);
    const { record, category } = withCategorySlug(located, state);
    const stored = state.products.get(record.slug);
    const change = changeTo(record, stored, retiredVariants(record, state), newId);
    const belowHeld = change ? belowHeldErrors(change, state) : [];
    if (belowHeld.length > 0) return refused(input.slug, belowHeld);
    if (change) changes.push(change);
    if (change && category) categories.set(category.slug, categories.get(category.slug) ?? category);
    return resultOf(record, stored, change, isDryRun);
  });
  return { results, changes, categories: [...categories.values()] };
}

const refused = (slug: string, errors: readonly FieldError[]): ImportResult => ({
  ...{ slug, outcome: 'refused', errors, productId: '', variants: [] },
});

function resultOf(
  record: ProductRecord,
  stored: StoredProduct | undefined,
  change: ProductChange | undefined,
  isDryRun: boolean,
): ImportResult {
  const variantIds = change?.variants.map(({ id }) => id) ?? stored?.variantIds ?? [];
  const hasIds = !isDryRun || stored !== undefined;
  return {
    ...{ slug: record.slug, outcome: change?.outcome ?? 'unchanged', errors: [] },
    productId: hasIds ? (change?.id ?? stored?.id ?? '') : '',
    variants: hasIds ? record.variants.map(({ sku }, i) => ({ sku, id: variantIds[i] ?? '' })) : [],
  };
}

/** The record with the slug of its category, and the category if it must be created. */
function withCategorySlug(
  record: ProductRecord,
  state: ImportState,
): { record: ProductRecord; category?: CategoryRef } {
  if (record.category === '') return { record };
  const existing = state.categories.get(record.category);
  if (existing) return { record: { ...record, category: existing } };
  const category = { slug: slugOf(record.category), name: record.category };
  return { record: { ...record, category: category.slug }, category };
}

/**
 * The record under the current slug of its product. An old slug means the product that had it, if the input names one of
 * its SKUs; another product can't get a slug that redirects elsewhere.
 */
function atCurrentSlug(record: ProductRecord, state: ImportState): ProductRecord | undefined {
  const slug = state.moved.get(record.slug);
  if (slug === undefined) return record;
  const isSameProduct = record.variants.some(({ sku }) => state.skus.get(sku)?.productSlug === slug);
  return isSameProduct ? { ...record, slug } : undefined;
}

/** Slugs and SKUs that earlier inputs of the same batch have. */
class Batch {
  readonly slugs = new Set<string>();
  /** The slug of the product, by SKU. */
  readonly skus = new Map<string, string>();

  add({ slug, variants }: ProductRecord): void {
    this.slugs.add(slug);
    for (const { sku } of variants) this.skus.set(sku, slug);
  }
}

/** Slugs and SKUs that belong to another product, stored or of this batch. */
function conflictsOf(record: ProductRecord, state: ImportState, batch: Batch): FieldError[] {
  const errors: FieldError[] = [];
  const movedTo = state.moved.get(record.slug);
  if (movedTo !== undefined) errors.push({ field: 'slug', code: 'slug.moved', detail: movedText(movedTo) });
  if (batch.slugs.has(record.slug))
    errors.push({
      ...{ field: 'slug', code: 'slug.duplicate' },
      detail: `"${record.slug}" is in this batch twice. Give each product once.`,
    });
  record.variants.forEach(({ sku }, i) => {
    const owner = state.skus.get(sku)?.productSlug ?? batch.skus.get(sku) ?? record.slug;
    if (owner !== record.slug)
      errors.push({
        ...{ field: `variants[${i}].sku`, code: 'sku.taken' },
        detail: `"${sku}" belongs to the product "${owner}". Use another SKU.`,
      });
  });
  if (errors.length === 0) batch.add(record);
  return errors;
}

/** Ids of retired variants with one of the record's SKUs. */
function retiredVariants(record: ProductRecord, state: ImportState): Map<string, string> {
  const known = record.variants.map(({ sku }) => [sku, state.skus.get(sku)] as const);
  return new Map(known.flatMap(([sku, one]) => (one?.isRetired ? [[sku, one.variantId] as const] : [])));
}

/** Stock that is held for orders being paid can't be set to less. */
function belowHeldErrors({ variants }: ProductChange, state: ImportState): FieldError[] {
  return variants.flatMap(({ id, setStock, record }, i) => {
    const held = state.held.get(id) ?? 0;
    if (setStock === undefined || setStock >= held || record.backorder) return [];
    const detail = `${held} are held for orders that are being paid. Give at least ${held}, or try again later.`;
    return [{ field: `variants[${i}].stock`, code: 'stock.below_held', detail }];
  });
}
