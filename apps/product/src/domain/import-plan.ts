import { CategoryNames } from './category-names.ts';
import { type CheckedInput, isLeftOut, skusOf, withCategory } from './checked-input.ts';
import type { FieldError } from './field-errors.ts';
import { type FieldChange, type ImportNote, reportOf } from './import-report.ts';
import type { ImportState } from './import-state.ts';
import { changeTo, type ProductChange } from './product-change.ts';
import { atCurrentSlug, Batch, handleToStore, slugErrors } from './product-identity.ts';
import { normalised } from './product-input.ts';
import { completePatch, type KnownVariant, type ProductPatch } from './product-patch.ts';
import type { CategoryRef, GivenProduct, StoredProduct } from './product.ts';
import { type Candidate, checkLosses, checkSkus, refuseHalfMove, takenVariants } from './sku-moves.ts';

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

/** Without a title, a product that is not there is more likely meant wrongly than to be created. */
function unknownProduct(slug: string): FieldError {
  const detail = `No product has the slug "${slug}". Correct it, or give a title to create the product.`;
  return { field: 'title', code: 'field.required', detail };
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
