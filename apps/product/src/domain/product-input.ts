import { PRODUCT, STOCK } from '@tradepost/contracts/limits';
import { isSlug } from '@tradepost/contracts/slug';
import { composed } from './composed.ts';
import { type FieldError, FieldErrors } from './field-errors.ts';
import { type MoneyInput, readPrices } from './price-input.ts';
import {
  type Choice,
  type GivenProduct,
  type GivenVariant,
  type Option,
  optionKey,
  type Picture,
  type ProductStatus,
  type TaxClass,
} from './product.ts';
import { readSlug, slugRule } from './slug-move.ts';
import { derivedSku } from './slug.ts';

/** A variant as an import gives it. */
export interface VariantInput {
  readonly sku: string;
  readonly options: readonly Choice[];
  readonly price?: MoneyInput | undefined;
  readonly compareAtPrice?: MoneyInput | undefined;
  readonly tiers: readonly { readonly minQuantity: number; readonly price?: MoneyInput | undefined }[];
  /** Undefined: not counted, or not known. */
  readonly stock?: number | undefined;
  /** Undefined: counted if the stock is given. */
  readonly isTracked?: boolean | undefined;
  readonly backorder: boolean;
  readonly weightGrams: number;
  readonly barcode: string;
  /** True: it is stored, and was checked by the rules of its time. */
  readonly isBarcodeKept?: boolean | undefined;
  readonly imageUrl: string;
  /** Undefined: as it was, `standard` for a new variant. */
  readonly taxClass?: TaxClass | undefined;
  /** Undefined: as it was, true for a new variant. */
  readonly requiresShipping?: boolean | undefined;
}

/** A product as an import gives it. */
export interface ProductInput {
  readonly slug: string;
  /** What the source calls it. Absent: it is known by its slug. */
  readonly handle?: string | undefined;
  readonly title: string;
  readonly description: string;
  readonly vendor: string;
  readonly type: string;
  readonly tags: readonly string[];
  readonly status: ProductStatus;
  readonly category: string;
  readonly options: readonly Option[];
  readonly variants: readonly VariantInput[];
  readonly images: readonly Picture[];
}

export type ReadProduct = { readonly record: GivenProduct } | { readonly errors: readonly FieldError[] };

/** Checks an input, with all errors at once, and normalises it: equal products give equal records. */
export function readProductInput(input: ProductInput): ReadProduct {
  const { record, errors } = normalised(input);
  return errors.length > 0 ? { errors } : { record };
}

/** The record also of an input with errors. */
export function normalised(given: ProductInput): { record: GivenProduct; errors: readonly FieldError[] } {
  const input = composed(given);
  const errors = new FieldErrors();
  const slug = readSlug(input.slug);
  if (!isSlug(slug)) errors.add('slug', 'slug.invalid', slugRule(slug));
  const options = readOptions(input.options, errors);
  const variants = readVariants(input.variants, slug, options, errors);
  const record: GivenProduct = {
    slug,
    title: errors.text('title', input.title, { max: PRODUCT.title, isRequired: true }),
    description: errors.text('description', input.description, { max: PRODUCT.descriptionHtml }),
    vendor: errors.text('vendor', input.vendor, { max: PRODUCT.name }),
    type: errors.text('type', input.type, { max: PRODUCT.name }),
    tags: readTags(input.tags, errors),
    status: input.status,
    category: errors.text('category', input.category, { max: PRODUCT.name }),
    currency: variants.currency,
    options,
    variants: variants.records,
    images: readImages(input.images, errors),
  };
  return { record, errors: errors.all };
}

function readTags(tags: readonly string[], errors: FieldErrors): string[] {
  const read = errors
    .list('tags', tags, PRODUCT.tags)
    .map((tag, i) => errors.text(`tags[${i}]`, tag, { max: PRODUCT.tag }));
  return [...new Set(read.filter((tag) => tag !== ''))];
}

function readOptions(options: readonly Option[], errors: FieldErrors): Option[] {
  const names = new Set<string>();
  return errors.list('options', options, PRODUCT.options).map((option, i) => {
    const at = `options[${i}]`;
    const name = errors.text(`${at}.name`, option.name, { max: PRODUCT.optionName, isRequired: true });
    if (names.has(name.toLowerCase())) errors.add(`${at}.name`, 'option.duplicate', `Name "${name}" once.`);
    names.add(name.toLowerCase());
    if (option.values.length === 0)
      errors.add(`${at}.values`, 'field.required', `Give at least one value of "${name}".`);
    const values = errors
      .list(`${at}.values`, option.values, PRODUCT.optionValues)
      .map((value, j) =>
        errors.text(`${at}.values[${j}]`, value, { max: PRODUCT.optionValue, isRequired: true }),
      );
    return { name, values: [...new Set(values)] };
  });
}

function readVariants(
  variants: readonly VariantInput[],
  slug: string,
  options: readonly Option[],
  errors: FieldErrors,
): { records: GivenVariant[]; currency: string } {
  if (variants.length === 0) errors.add('variants', 'field.required', 'Give at least one variant.');
  const seen = { sku: new Map<string, number>(), choice: new Map<string, number>() };
  const currency = variants[0]?.price?.currency ?? '';
  const records = errors.list('variants', variants, PRODUCT.variants).map((variant, i) => {
    const at = `variants[${i}].`;
    const record = readVariant(variant, at, slug, options, errors);
    if (variant.price && variant.price.currency !== currency)
      errors.add(`${at}price.currency`, 'currency.mixed', `Use ${currency}, as in the first variant.`);
    const twin = first(seen.choice, optionKey(record.options), i);
    if (twin < i)
      errors.add(
        `${at}options`,
        'variant.duplicate',
        `variants[${twin}] has the same options. Give each combination once.`,
      );
    const sameSku = first(seen.sku, record.sku, i);
    if (sameSku < i)
      errors.add(
        `${at}sku`,
        'sku.duplicate',
        `variants[${sameSku}] has the same SKU. Give each variant its own.`,
      );
    return record;
  });
  return { records, currency };
}

function readVariant(
  variant: VariantInput,
  at: string,
  slug: string,
  options: readonly Option[],
  errors: FieldErrors,
): GivenVariant {
  const choices = readChoices(variant.options, at, options, errors);
  const { priceMinor, compareAtMinor, tiers } = readPrices(variant, at, errors);
  const sku = errors.text(`${at}sku`, variant.sku, { max: PRODUCT.name });
  if (variant.stock !== undefined)
    errors.wholeNumber(`${at}stock`, variant.stock, { min: -STOCK.imported, max: STOCK.imported });
  return {
    sku:
      sku ||
      derivedSku(
        slug,
        choices.map(({ value }) => value),
      ),
    options: choices,
    priceMinor,
    compareAtMinor,
    tiers,
    isTracked: variant.isTracked ?? variant.stock !== undefined,
    stock: variant.stock ?? null,
    backorder: variant.backorder,
    weightGrams: errors.wholeNumber(`${at}weightGrams`, variant.weightGrams, {
      min: 0,
      max: PRODUCT.weightGrams,
    }),
    barcode: variant.isBarcodeKept ? variant.barcode : errors.barcode(`${at}barcode`, variant.barcode),
    imageUrl: readUrl(variant.imageUrl, `${at}imageUrl`, errors),
    taxClass: variant.taxClass,
    requiresShipping: variant.requiresShipping,
  };
}

/** The chosen values in the order, and spelling, of the product's options. */
function readChoices(
  given: readonly Choice[],
  at: string,
  options: readonly Option[],
  errors: FieldErrors,
): Choice[] {
  const named = new Map(given.map(({ name, value }) => [name.trim().toLowerCase(), value.trim()]));
  if (named.size < given.length) errors.add(`${at}options`, 'option.duplicate', 'Name each option once.');
  for (const { name } of given)
    if (!options.some((option) => option.name.toLowerCase() === name.trim().toLowerCase()))
      errors.add(`${at}options`, 'option.unknown', `"${name}" is not an option of this product.`);
  return options.map(({ name, values }) => {
    const value = named.get(name.toLowerCase());
    const known = values.find((one) => one === value) ?? values.find((one) => sameText(one, value));
    if (value === undefined) errors.add(`${at}options`, 'option.missing', `Give a value of "${name}".`);
    else if (known === undefined)
      errors.add(`${at}options`, 'option.unknown', `"${value}" is not a value of "${name}".`);
    return { name, value: known ?? value ?? '' };
  });
}

const sameText = (a: string, b: string | undefined): boolean => a.toLowerCase() === b?.toLowerCase();

function readImages(images: readonly Picture[], errors: FieldErrors): Picture[] {
  return errors.list('images', images, PRODUCT.images).map((image, i) => ({
    url: readUrl(image.url, `images[${i}].url`, errors, true),
    alt: errors.text(`images[${i}].alt`, image.alt, { max: PRODUCT.alt }),
    width: errors.wholeNumber(`images[${i}].width`, image.width, { min: 0, max: 100_000 }),
    height: errors.wholeNumber(`images[${i}].height`, image.height, { min: 0, max: 100_000 }),
  }));
}

/** A URL that a browser may load a picture from; never `javascript:` or `data:`. */
function readUrl(value: string, field: string, errors: FieldErrors, isRequired = false): string {
  const url = errors.text(field, value, { max: PRODUCT.url, isRequired });
  const isOwnPath = /^\/(?!\/)[^\s\\]*$/.test(url);
  if (url !== '' && !isOwnPath && !(/^https?:\/\/[^\s\\]+$/i.test(url) && URL.canParse(url)))
    errors.add(
      field,
      'url.invalid',
      'Give a URL that begins with https:// or http://, or a path of this shop.',
    );
  return url;
}

/** The index at which `key` was seen first: `i` if it is new. */
function first(seen: Map<string, number>, key: string, i: number): number {
  const place = seen.get(key) ?? i;
  seen.set(key, place);
  return place;
}
