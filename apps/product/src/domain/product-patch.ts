import { PRODUCT } from '@tradepost/contracts/limits';
import type { FieldError } from './field-errors.ts';
import type { MoneyInput } from './price-input.ts';
import type { ProductInput, VariantInput } from './product-input.ts';
import {
  type Choice,
  type Option,
  optionKey,
  type Picture,
  type ProductRecord,
  type ProductStatus,
  type StoredProduct,
  type TaxClass,
  type VariantRecord,
} from './product.ts';

/** What an import says of a variant. What it leaves out stays as it is; a new variant gets the default. */
export interface VariantPatch {
  /** Empty: derived. */
  readonly sku?: string | undefined;
  /** Of all options, or of those that the product's input names. */
  readonly options?: readonly Choice[] | undefined;
  readonly price?: MoneyInput | undefined;
  /** Null: none. */
  readonly compareAtPrice?: MoneyInput | null | undefined;
  readonly tiers?: VariantInput['tiers'] | undefined;
  /** Null: not counted. `uncounted`: counted, but how many there are is not known. */
  readonly stock?: number | null | 'uncounted' | undefined;
  readonly backorder?: boolean | undefined;
  readonly weightGrams?: number | undefined;
  readonly barcode?: string | undefined;
  readonly imageUrl?: string | undefined;
  readonly taxClass?: TaxClass | undefined;
  readonly requiresShipping?: boolean | undefined;
}

/** What an import says of a product. What it leaves out stays as it is; a new product gets the default. */
export interface ProductPatch {
  readonly slug: string;
  readonly handle?: string | undefined;
  readonly title?: string | undefined;
  readonly description?: string | undefined;
  readonly vendor?: string | undefined;
  readonly type?: string | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly status?: ProductStatus | undefined;
  /** False: a draft, unless it is archived. */
  readonly isPublished?: boolean | undefined;
  /** Empty: none. */
  readonly category?: string | undefined;
  readonly options?: readonly Option[] | undefined;
  /** Options of the product after those given stay. */
  readonly keepsFurtherOptions?: boolean | undefined;
  readonly variants?: readonly VariantPatch[] | undefined;
  readonly images?: readonly { readonly url: string; readonly alt?: string | undefined }[] | undefined;
}

/** A variant that is stored, on sale or not, perhaps of another product. */
export interface KnownVariant {
  readonly record: VariantRecord;
  readonly currency: string;
}

/** The whole product that a patch means, and what of it can't be meant. */
export interface CompletedPatch {
  readonly input: ProductInput;
  readonly errors: readonly FieldError[];
}

/**
 * Completes a patch from what is stored. With the options of the product, the variants are all that it has; without, they
 * are recognised by their SKUs, and the others stay.
 * @param known the stored variant with this SKU that is retired, or of another product
 * @param isClaimed another product wants the SKU: its variant can't get another one here
 */
export function completePatch(
  patch: ProductPatch,
  stored: StoredProduct | undefined,
  known: (sku: string) => KnownVariant | undefined,
  isClaimed: (sku: string) => boolean,
): CompletedPatch {
  const old = stored?.record;
  const { options, variants, errors } = completeVariants(patch, old, known, isClaimed);
  const type = patch.type ?? old?.type ?? '';
  const input: ProductInput = {
    ...{ slug: patch.slug, handle: patch.handle, type, options, variants },
    title: patch.title ?? old?.title ?? '',
    description: patch.description ?? old?.description ?? '',
    vendor: patch.vendor ?? old?.vendor ?? '',
    tags: patch.tags ?? old?.tags ?? [],
    status: statusOf(patch, old?.status),
    category: patch.category ?? old?.category ?? type,
    images: completeImages(patch.images, old?.images, variants),
  };
  return { input, errors };
}

function statusOf({ status, isPublished }: ProductPatch, old: ProductStatus | undefined): ProductStatus {
  // Earlier releases imported archived products as drafts; neither is on sale.
  if (status === 'archived') return old === 'draft' ? old : status;
  if (status !== undefined) return isPublished === false ? 'draft' : status;
  if (isPublished === undefined) return old ?? 'active';
  if (old === 'archived') return old;
  if (!isPublished) return 'draft';
  return old === 'unlisted' ? old : 'active';
}

function completeImages(
  given: ProductPatch['images'],
  old: readonly Picture[] | undefined,
  variants: readonly VariantInput[],
): Picture[] {
  if (!given && old) return [...old];
  const urls = new Set(variants.map(({ imageUrl }) => imageUrl).filter((url) => url !== ''));
  const ofVariants = [...urls].slice(0, PRODUCT.images).map((url) => ({ url }));
  return (given ?? ofVariants).map((image: { url: string; alt?: string | undefined }) => {
    const { alt, width, height } = old?.find(({ url }) => url === image.url) ?? NO_PICTURE;
    return { url: image.url, alt: image.alt ?? alt, width, height };
  });
}

const NO_PICTURE = { alt: '', width: 0, height: 0 };

interface Variants {
  readonly options: readonly Option[];
  readonly variants: readonly VariantInput[];
  readonly errors: readonly FieldError[];
}

function completeVariants(
  patch: ProductPatch,
  old: ProductRecord | undefined,
  known: (sku: string) => KnownVariant | undefined,
  isClaimed: (sku: string) => boolean,
): Variants {
  const { options, variants } = patch;
  const hasFurther = options && patch.keepsFurtherOptions && old && old.options.length > options.length;
  if (old && !variants) {
    const all = old.variants.map((record) => completeVariant({}, { record, currency: old.currency }));
    return { options: options ?? old.options, variants: all, errors: [] };
  }
  if (old && variants && (!options || hasFurther))
    return someVariants(options ?? [], variants, old, known, isClaimed);
  const named = new Set((variants ?? []).map(({ sku = '' }) => sku.trim()));
  const bySku = new Map(old?.variants.map((variant) => [variant.sku, variant]));
  const byOptions = new Map(old?.variants.map((variant) => [optionKey(variant.options), variant]));
  const find = (variant: VariantPatch) => {
    const withOptions = byOptions.get(optionKey(choicesOf(variant, options ?? [])));
    const isFree = withOptions && !named.has(withOptions.sku) && !isClaimed(withOptions.sku);
    const own = bySku.get(variant.sku?.trim() ?? '');
    const elsewhere = own ? undefined : known(variant.sku?.trim() ?? '');
    const record = own ?? (isFree ? withOptions : undefined);
    return elsewhere ?? (old && record && { record, currency: old.currency });
  };
  const all = (variants ?? []).map((variant) => ({
    ...completeVariant(variant, find(variant)),
    options: variant.options ?? [],
  }));
  return { options: options ?? [], variants: all, errors: [] };
}

/**
 * Some of the product's variants, recognised by their SKUs or by the options that are given; the others stay. A place that
 * gets a SKU with a variant of its own gets that variant, not another name for the one that it had.
 */
function someVariants(
  given: readonly Option[],
  patches: readonly VariantPatch[],
  old: ProductRecord,
  known: (sku: string) => KnownVariant | undefined,
  isClaimed: (sku: string) => boolean,
): Variants {
  const errors: FieldError[] = [];
  const found = new Map<number, VariantPatch>();
  const placeOf = placesIn(old, given, patches.length === 1);
  patches.forEach((patch, i) => {
    const place = placeOf(patch);
    if (place === undefined) errors.push(unknownVariant(i, patch, old));
    else if (found.has(place)) errors.push(sameVariant(i));
    else found.set(place, patch);
  });
  const names = old.options.map(({ name }, i) => given[i]?.name ?? name);
  const variants = old.variants.map((record, place) => {
    const patch = found.get(place) ?? {};
    const options = names.map((name, i) => ({
      name,
      value: (i < given.length ? valueOf(patch, name) : undefined) ?? record.options[i]?.value ?? '',
    }));
    const sku = patch.sku?.trim() ?? '';
    const own = { record, currency: old.currency };
    const isRenamed = sku !== '' && sku !== record.sku;
    const of = isRenamed ? (known(sku) ?? (isClaimed(record.sku) ? undefined : own)) : own;
    return { ...completeVariant(patch, of), options };
  });
  const options = old.options.map((option, i) => {
    const newOption = given[i];
    if (!newOption) return option;
    const used = new Set(variants.map((variant) => variant.options[i]?.value));
    const values = [...new Set([...option.values, ...newOption.values])].filter((value) => used.has(value));
    return { name: newOption.name, values };
  });
  return { options, variants, errors };
}

/** Finds the place of the variant that is meant; undefined: none, or more than one. */
function placesIn(old: ProductRecord, given: readonly Option[], isOnlyOne: boolean) {
  const bySku = new Map(old.variants.map(({ sku }, place) => [sku, place]));
  const keys = old.variants.map(({ options }) => optionKey(options.slice(0, given.length)));
  const byOptions = new Map(keys.map((key, place) => [key, place]));
  const times = new Map<string, number>();
  for (const key of keys) times.set(key, (times.get(key) ?? 0) + 1);
  return (patch: VariantPatch): number | undefined => {
    const withSku = bySku.get(patch.sku?.trim() ?? '');
    if (withSku !== undefined) return withSku;
    if (given.length === 0)
      return isOnlyOne && old.variants.length === 1 && !isAnother(patch.sku, old) ? 0 : undefined;
    const key = optionKey(choicesOf(patch, given));
    return times.get(key) === 1 ? byOptions.get(key) : undefined;
  };
}

const choicesOf = (patch: VariantPatch, options: readonly Option[]): Choice[] =>
  options.map(({ name }) => ({ name, value: valueOf(patch, name) ?? '' }));

/** A product that has options can't get a variant that has none; one without options can get another SKU. */
const isAnother = (sku: string | undefined, { options }: ProductRecord): boolean =>
  options.length > 0 && (sku ?? '').trim() !== '';

const valueOf = ({ options }: VariantPatch, name: string): string | undefined =>
  options?.find((choice) => choice.name.trim().toLowerCase() === name.trim().toLowerCase())?.value.trim();

function unknownVariant(i: number, { sku = '' }: VariantPatch, old: ProductRecord): FieldError {
  const skus = old.variants.slice(0, 5).map((variant) => `"${variant.sku}"`);
  const more = old.variants.length > skus.length ? ', …' : '';
  const named = sku.trim() ? `No variant of this product has the SKU "${sku.trim()}".` : 'It has no SKU.';
  const remedy = `Give one of ${skus.join(', ')}${more}, or all options to create a variant.`;
  return { field: `variants[${i}].sku`, code: 'variant.unknown', detail: `${named} ${remedy}` };
}

const sameVariant = (i: number): FieldError => ({
  ...{ field: `variants[${i}].sku`, code: 'variant.duplicate' },
  detail: 'It means the same variant as one before. Give each variant once.',
});

function completeVariant(patch: VariantPatch, known: KnownVariant | undefined): VariantInput {
  const old = known?.record;
  const money = (amountMinor: number | null | undefined) =>
    known && typeof amountMinor === 'number' ? { amountMinor, currency: known.currency } : undefined;
  // A former price says nothing of a price in another currency.
  const isComparable = !patch.price || patch.price.currency === known?.currency;
  const former = isComparable ? money(old?.compareAtMinor) : undefined;
  const compareAt = patch.compareAtPrice === undefined ? former : patch.compareAtPrice;
  const oldTiers = old?.tiers.map(({ minQuantity, amountMinor }) => ({
    minQuantity,
    price: money(amountMinor),
  }));
  return {
    sku: patch.sku ?? old?.sku ?? '',
    options: patch.options ?? old?.options ?? [],
    price: patch.price ?? money(old?.priceMinor),
    compareAtPrice: compareAt ?? undefined,
    tiers: patch.tiers ?? oldTiers ?? [],
    ...completeStock(patch, old),
    backorder: patch.backorder ?? old?.backorder ?? false,
    weightGrams: patch.weightGrams ?? old?.weightGrams ?? 0,
    barcode: patch.barcode ?? old?.barcode ?? '',
    isBarcodeKept: patch.barcode === undefined || patch.barcode === old?.barcode,
    imageUrl: patch.imageUrl ?? old?.imageUrl ?? '',
    taxClass: patch.taxClass,
    requiresShipping: patch.requiresShipping,
  };
}

/** Without a count, the stock of a known variant is left as it is; a new one that is to be counted begins with none. */
function completeStock(
  { stock }: VariantPatch,
  old: VariantRecord | undefined,
): Pick<VariantInput, 'stock' | 'isTracked'> {
  if (typeof stock === 'number') return { stock, isTracked: true };
  if (stock === null) return { stock: undefined, isTracked: false };
  if (old) return { stock: old.stock ?? undefined, isTracked: old.isTracked };
  return { stock: undefined, isTracked: stock === 'uncounted' };
}
