import { formerSlugOf, slugOf } from '@tradepost/contracts/slug';
import { CategoryNames, type KnownCategories } from './category-names.ts';
import { composed } from './composed.ts';
import type { FieldError } from './field-errors.ts';
import { type FieldChange, type ImportNote, reportOf } from './import-report.ts';
import { changeTo, type ProductChange } from './product-change.ts';
import { normalised, type ProductInput } from './product-input.ts';
import { completePatch, type KnownVariant, type ProductPatch } from './product-patch.ts';
import type { CategoryRef, GivenProduct, StoredProduct } from './product.ts';
import {
  type Candidate,
  checkLosses,
  checkSkus,
  refuseHalfMove,
  type StoredSkus,
  takenVariants,
} from './sku-moves.ts';
import { movedText, readHandle, readSlug } from './slug-move.ts';

/** What is stored about everything that a batch of inputs names. */
export interface ImportState {
  /** By their current slug. */
  readonly products: ReadonlyMap<string, StoredProduct>;
  readonly skus: StoredSkus;
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
  /** Of an existing product, as many as are reported. */
  readonly changes: readonly FieldChange[];
  readonly moreChanges: number;
  readonly notes: readonly ImportNote[];
  /** SKUs of the variants that the product loses, or would lose if it was not refused. */
  readonly retired: readonly string[];
}

/** What an import decided: a result per input, the products to write, and the categories to create for them. */
export interface ImportPlan {
  readonly results: readonly ImportResult[];
  readonly changes: readonly ProductChange[];
  readonly categories: readonly CategoryRef[];
}

export interface ImportMode {
  /** True: ids of what would be created are left out. */
  readonly isDryRun: boolean;
  /** True: a product that would lose variants on sale is refused. */
  readonly keepsVariants?: boolean;
}

/** An input whose shape was checked: what is stored decides about the rest. */
export type CheckedInput = { readonly slug: string } & (
  | {
      /** Of a patch: as if the product was new. */
      readonly record: GivenProduct;
      readonly patch?: ProductPatch;
      /** What the source calls it; its slug was made from that, and another handle could give the same one. */
      readonly handle: string | undefined;
      /** It names no SKU: that its variants have other ones can't be known. */
      readonly isWithoutSkus: boolean;
      /** The same product with the slug that earlier releases made from its handle. */
      readonly former?: GivenProduct;
    }
  | {
      readonly errors: readonly FieldError[];
      /** What it would have had: another product must not give it away for nothing. */
      readonly skus: readonly string[];
    }
);

type Readable = Extract<CheckedInput, { readonly record: GivenProduct }>;

/** Checks a whole product. Without a category, its type is its category. */
export function checkInput(input: ProductInput): CheckedInput {
  const slug = readSlug(input.slug);
  const { record, errors } = withCategory(normalised(input));
  return errors.length > 0 ? { slug, errors, skus: skusOf(record) } : readable(input, record);
}

/** Checks what can be checked of a patch before it is known what is stored. */
export function checkPatch(given: ProductPatch): CheckedInput {
  const patch = composed(given);
  const slug = readSlug(patch.slug);
  const { input } = completePatch(
    patch,
    undefined,
    () => undefined,
    () => false,
  );
  const { record, errors } = withCategory(normalised(input));
  const isUnreadable = errors.some(({ field, code }) => field === 'slug' || code === 'field.invalid');
  return isUnreadable
    ? { slug, errors: errors.filter((error) => !isLeftOut(error, patch)), skus: skusOf(record) }
    : { ...readable(input, record), patch };
}

/** What a patch leaves out is missing only in a new product. */
function isLeftOut({ field, code }: FieldError, patch: ProductPatch): boolean {
  if (code !== 'field.required') return false;
  const [, place] = /^variants\[(\d+)\]\.price$/.exec(field) ?? [];
  if (place !== undefined) return patch.variants?.[Number(place)]?.price === undefined;
  return (field === 'title' && patch.title === undefined) || (field === 'variants' && !patch.variants);
}

/** Without a title, a product that is not there is more likely meant wrongly than to be created. */
function unknownProduct(slug: string): FieldError {
  const detail = `No product has the slug "${slug}". Correct it, or give a title to create the product.`;
  return { field: 'title', code: 'field.required', detail };
}

const skusOf = ({ variants }: GivenProduct): string[] => variants.map(({ sku }) => sku);

function readable(input: ProductInput, record: GivenProduct): Readable {
  const formerSlug = formerSlugOf(input.handle ?? '');
  const former =
    formerSlug && formerSlug !== record.slug
      ? withCategory(normalised({ ...input, slug: formerSlug })).record
      : undefined;
  return {
    ...{ slug: record.slug, record, handle: readHandle(input.handle) },
    isWithoutSkus: input.variants.every(({ sku }) => sku.trim() === ''),
    ...(former && { former }),
  };
}

function withCategory({ record, errors }: ReturnType<typeof normalised>): ReturnType<typeof normalised> {
  const category = record.category || record.type;
  const isInvisible = category !== '' && slugOf(category) === '';
  const invisible = {
    field: 'category',
    code: 'category.invalid',
    detail: 'Use at least one visible character.',
  };
  return { record: { ...record, category }, errors: isInvisible ? [...errors, invisible] : errors };
}

export function planImport(
  inputs: readonly CheckedInput[],
  state: ImportState,
  newId: () => string,
  mode: ImportMode,
): ImportPlan {
  const names = new CategoryNames(state.categories);
  const batch = new Batch(inputs);
  const candidates = inputs.map((input) => locate(input, state, batch, names));
  for (const one of candidates) checkSkus(one, candidates, state.skus);
  for (const one of candidates) decideChange(one, state, newId, mode);
  while (candidates.some((one) => refuseHalfMove(one, candidates)));
  const changes = candidates.flatMap(({ change, errors }) => (change && errors.length === 0 ? [change] : []));
  const categories = new Map<string, CategoryRef>();
  for (const { change, errors, category } of candidates)
    if (change && errors.length === 0 && category)
      categories.set(category.slug, categories.get(category.slug) ?? category);
  return {
    ...{ results: candidates.map((one) => resultOf(one, mode)), changes },
    categories: [...categories.values()],
  };
}

/** What the input means, of which product; no SKU is looked at. */
function locate(input: CheckedInput, state: ImportState, batch: Batch, names: CategoryNames): Candidate {
  const { slug } = input;
  const losing = new Map<string, string>();
  const isClaimed = batch.claimedBesides(input);
  const refusedFor = (errors: readonly FieldError[], skus: readonly string[]): Candidate => ({
    ...{ slug, errors: [...errors], skus: new Set(skus), losing, isClaimed },
  });
  if (!('record' in input)) return refusedFor(input.errors, input.skus);
  const located = atCurrentSlug(input, state, batch);
  const errors = slugErrors(located ?? input.record, input, state, batch);
  if (errors.length > 0 || !located) return refusedFor(errors, skusOf(input.record));
  const stored = state.products.get(located.slug);
  const whole = input.patch
    ? completed({ ...input.patch, slug: located.slug }, stored, state, isClaimed)
    : { record: located, errors: [] };
  const skus = skusOf(whole.record);
  if (whole.errors.length > 0) return refusedFor(whole.errors, skus);
  batch.slugs.add(located.slug);
  const isKept = stored !== undefined && input.patch !== undefined && input.patch.category === undefined;
  const { record, category } = isKept
    ? { record: whole.record, category: undefined }
    : withCategorySlug(whole.record, names);
  const { patch } = input;
  const handle = handleToStore(input, stored);
  return { slug, errors, skus: new Set(skus), record, patch, handle, stored, category, losing, isClaimed };
}

function completed(
  patch: ProductPatch,
  stored: StoredProduct | undefined,
  state: ImportState,
  isClaimed: (sku: string) => boolean,
): { record: GivenProduct; errors: readonly FieldError[] } {
  const known = (sku: string): KnownVariant | undefined => {
    const { record, currency } = state.skus.get(sku) ?? {};
    return record && currency !== undefined ? { record, currency } : undefined;
  };
  const { input, errors } = completePatch(patch, stored, known, isClaimed);
  const read = normalised(input);
  // Of an existing product, an empty category means none, whatever its type is.
  const named = stored ? read : withCategory(read);
  const isUnknown = !stored && patch.title === undefined;
  const ofGiven = isUnknown ? named.errors.filter((error) => !isLeftOut(error, patch)) : named.errors;
  const unknown = isUnknown ? [unknownProduct(patch.slug)] : [];
  return { record: named.record, errors: [...unknown, ...errors, ...ofGiven] };
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
  { record, former, handle }: Readable,
  state: ImportState,
  batch: Batch,
): GivenProduct | undefined {
  if (former && !state.products.has(record.slug) && !state.moved.has(record.slug)) {
    const slug = state.moved.get(former.slug) ?? former.slug;
    const isSameProduct = former.variants.some(({ sku }) => {
      const known = state.skus.get(sku);
      return known?.productSlug === slug && !known.isRetired;
    });
    const isNamed = isSameProduct || hasHandle(slug, handle, state);
    return isNamed && !batch.slugs.has(slug) ? { ...former, slug } : record;
  }
  const slug = state.moved.get(record.slug);
  if (slug === undefined) return record;
  const isSameProduct = hasHandle(slug, handle, state) || hasSkuOf(slug, record, state);
  return isSameProduct ? { ...record, slug } : undefined;
}

const hasHandle = (slug: string, handle: string | undefined, state: ImportState): boolean =>
  handle !== undefined && state.products.get(slug)?.handle === handle;

const hasSkuOf = (slug: string, { variants }: GivenProduct, state: ImportState): boolean =>
  variants.some(({ sku }) => state.skus.get(sku)?.productSlug === slug);

class Batch {
  /** Those that earlier inputs have. */
  readonly slugs = new Set<string>();
  private readonly claims = new Map<string, CheckedInput[]>();

  constructor(inputs: readonly CheckedInput[]) {
    for (const input of inputs)
      for (const sku of 'record' in input ? skusOf(input.record) : input.skus)
        this.claims.set(sku, [...(this.claims.get(sku) ?? []), input]);
  }

  /** True for SKUs that another input names, whether it is refused or not. */
  claimedBesides(input: CheckedInput): (sku: string) => boolean {
    return (sku) => this.claims.get(sku)?.some((other) => other !== input) ?? false;
  }
}

/** Slugs that belong to another product, stored or of this batch. */
function slugErrors(record: GivenProduct, input: Readable, state: ImportState, batch: Batch): FieldError[] {
  const errors: FieldError[] = [];
  const movedTo = state.moved.get(record.slug);
  if (movedTo !== undefined) errors.push({ field: 'slug', code: 'slug.moved', detail: movedText(movedTo) });
  const stored = state.products.get(record.slug);
  if (stored && isAmbiguous(input, stored) && !hasSkuOf(record.slug, record, state)) {
    const remedy = stored.handle === undefined ? 'the slug as handle' : `its handle "${stored.handle}"`;
    errors.push({
      ...{ field: 'slug', code: 'slug.ambiguous' },
      detail: `A product with other SKUs has the slug "${record.slug}". If it is the same one, give ${remedy}; else give another handle.`,
    });
  }
  if (batch.slugs.has(record.slug))
    errors.push({
      ...{ field: 'slug', code: 'slug.duplicate' },
      detail: `"${record.slug}" is in this batch twice. Give each product once.`,
    });
  return errors;
}

/**
 * The handle is not the one that the product was imported with, so it may be of another product with the same slug. A slug
 * as handle means its product, unless it comes with the SKUs of one that was imported with another handle.
 */
function isAmbiguous({ handle, record, isWithoutSkus }: Readable, stored: StoredProduct): boolean {
  if (handle === undefined || handle === stored.handle) return false;
  return handle !== record.slug || (stored.handle !== undefined && !isWithoutSkus);
}

/** The slug is known anyway: it doesn't replace what the source calls the product. */
function handleToStore({ handle, record }: Readable, stored: StoredProduct | undefined): string | undefined {
  const isKnown = handle === stored?.handle || (stored?.handle !== undefined && handle === record.slug);
  return isKnown ? undefined : handle;
}

function decideChange(
  one: Candidate,
  state: ImportState,
  newId: () => string,
  { keepsVariants = false }: ImportMode,
): void {
  const { record, stored, errors } = one;
  if (!record || errors.length > 0) return;
  const change = changeTo(record, stored, takenVariants(record, state.skus), newId, one.isClaimed);
  one.change = change && { ...change, handle: one.handle };
  if (one.change) errors.push(...belowHeldErrors(one.change, state));
  checkLosses(one, keepsVariants);
}

/** Stock that is held for orders being paid can't be set to less. */
function belowHeldErrors({ variants }: ProductChange, state: ImportState): FieldError[] {
  return variants.flatMap(({ id, setStock, record }, i) => {
    const held = state.held.get(id) ?? 0;
    if (setStock === undefined || held === 0 || setStock >= held || record.backorder) return [];
    const detail = `${held} are held for orders that are being paid. Give at least ${held}, or try again later.`;
    return [{ field: `variants[${i}].stock`, code: 'stock.below_held', detail }];
  });
}

function resultOf(
  { slug, errors, record, stored, change, losing, patch }: Candidate,
  { isDryRun }: ImportMode,
): ImportResult {
  const nothing = { productId: '', variants: [], changes: [], moreChanges: 0, notes: [] };
  const retired = [...losing.values()];
  if (!record || errors.length > 0) return { slug, outcome: 'refused', errors, ...nothing, retired };
  const variantIds = change?.variants.map(({ id }) => id) ?? stored?.variantIds ?? [];
  const hasIds = !isDryRun || stored !== undefined;
  return {
    ...{ slug: record.slug, outcome: change?.outcome ?? 'unchanged', errors: [], retired },
    productId: hasIds ? (change?.id ?? stored?.id ?? '') : '',
    variants: hasIds ? record.variants.map(({ sku }, i) => ({ sku, id: variantIds[i] ?? '' })) : [],
    ...reportOf(record, stored, change, patch),
  };
}
