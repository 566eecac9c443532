import { formerSlugOf, slugOf } from '@tradepost/contracts/slug';
import { CategoryNames, type KnownCategories } from './category-names.ts';
import type { FieldError } from './field-errors.ts';
import { changeTo, type ProductChange } from './product-change.ts';
import { type ProductInput, readProductInput } from './product-input.ts';
import type { CategoryRef, GivenProduct, StoredProduct } from './product.ts';
import { movedText, readSlug } from './slug-move.ts';

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
  readonly categories: KnownCategories;
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
  | {
      readonly record: GivenProduct;
      /** The slug was made from a handle, which another handle could give, too. */
      readonly isFromHandle: boolean;
      /** The same product with the slug that earlier releases made from its handle. */
      readonly former?: GivenProduct;
    }
  | { readonly errors: readonly FieldError[] }
);

/** Without a category, the type of a product is its category. */
export function checkInput(input: ProductInput): CheckedInput {
  const slug = readSlug(input.slug);
  const read = readProductInput(input);
  if (!('record' in read)) return { slug, ...read };
  const category = read.record.category || read.record.type;
  const formerSlug = formerSlugOf(input.handle ?? '');
  const former = formerSlug && formerSlug !== slug ? readProductInput({ ...input, slug: formerSlug }) : read;
  if (category !== '' && slugOf(category) === '')
    return {
      slug,
      errors: [
        { field: 'category', code: 'category.invalid', detail: 'Use at least one visible character.' },
      ],
    };
  return {
    ...{ slug, record: { ...read.record, category }, isFromHandle: (input.handle ?? slug) !== slug },
    ...(former !== read && 'record' in former && { former: { ...former.record, category } }),
  };
}

/** @param isDryRun ids of what would be created are left out */
export function planImport(
  inputs: readonly CheckedInput[],
  state: ImportState,
  newId: () => string,
  isDryRun: boolean,
): ImportPlan {
  const changes: ProductChange[] = [];
  const names = new CategoryNames(state.categories);
  const categories = new Map<string, CategoryRef>();
  const batch = new Batch();
  const results = inputs.map((input): ImportResult => {
    const located = 'record' in input ? atCurrentSlug(input, state, batch) : undefined;
    const errors =
      'record' in input ? conflictsOf(located ?? input.record, input, state, batch) : input.errors;
    if (errors.length > 0 || !located) return refused(input.slug, errors);
    const { record, category } = withCategorySlug(located, names);
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
  record: GivenProduct,
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
  record: GivenProduct,
  names: CategoryNames,
): { record: GivenProduct; category?: CategoryRef } {
  if (record.category === '') return { record };
  // The type of a product is what people call it, even if a category has it as its slug.
  const existing = names.existing(record.category, record.category === record.type);
  if (existing) return { record: { ...record, category: existing } };
  const category = names.create(record.category);
  return { record: { ...record, category: category.slug }, category };
}

/**
 * The record under the current slug of its product. An old slug means the product that had it, if the input names one of
 * its SKUs; another product can't get a slug that redirects elsewhere.
 */
function atCurrentSlug(
  { record, former }: Readable,
  state: ImportState,
  batch: Batch,
): GivenProduct | undefined {
  if (former && !state.products.has(record.slug) && !state.moved.has(record.slug)) {
    const slug = state.moved.get(former.slug) ?? former.slug;
    const isSameProduct = former.variants.some(({ sku }) => {
      const known = state.skus.get(sku);
      return known?.productSlug === slug && !known.isRetired;
    });
    return isSameProduct && !batch.slugs.has(slug) ? { ...former, slug } : record;
  }
  const slug = state.moved.get(record.slug);
  if (slug === undefined) return record;
  return hasSkuOf(slug, record, state) ? { ...record, slug } : undefined;
}

type Readable = Extract<CheckedInput, { readonly record: GivenProduct }>;

const hasSkuOf = (slug: string, { variants }: GivenProduct, state: ImportState): boolean =>
  variants.some(({ sku }) => state.skus.get(sku)?.productSlug === slug);

/** Slugs and SKUs that earlier inputs of the same batch have. */
class Batch {
  readonly slugs = new Set<string>();
  /** The slug of the product, by SKU. */
  readonly skus = new Map<string, string>();

  add({ slug, variants }: GivenProduct): void {
    this.slugs.add(slug);
    for (const { sku } of variants) this.skus.set(sku, slug);
  }
}

/** Slugs and SKUs that belong to another product, stored or of this batch. */
function conflictsOf(
  record: GivenProduct,
  { isFromHandle }: Readable,
  state: ImportState,
  batch: Batch,
): FieldError[] {
  const errors: FieldError[] = [];
  const movedTo = state.moved.get(record.slug);
  if (movedTo !== undefined) errors.push({ field: 'slug', code: 'slug.moved', detail: movedText(movedTo) });
  if (isFromHandle && state.products.has(record.slug) && !hasSkuOf(record.slug, record, state))
    errors.push({
      ...{ field: 'slug', code: 'slug.ambiguous' },
      detail: `A product with other SKUs has the slug "${record.slug}". If it is the same one, give the slug as handle; else give another handle.`,
    });
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
function retiredVariants(record: GivenProduct, state: ImportState): Map<string, string> {
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
