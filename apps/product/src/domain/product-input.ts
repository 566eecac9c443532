import { type Fault, Faults } from './faults.ts';
import { type MoneyInput, readPrices } from './price-input.ts';
import {
  type Choice,
  type Option,
  optionKey,
  type Picture,
  type ProductRecord,
  type VariantRecord,
} from './product.ts';
import { isSlug, SLUG_RULE } from './address.ts';
import { derivedSku } from './slug.ts';

/** A variant as it comes over the wire. */
export type VariantInput = {
  readonly sku: string;
  readonly options: readonly Choice[];
  readonly price?: MoneyInput | undefined;
  readonly compareAtPrice?: MoneyInput | undefined;
  readonly tiers: readonly { readonly minQuantity: number; readonly price?: MoneyInput | undefined }[];
  readonly stock?: number | undefined;
  readonly backorder: boolean;
  readonly weightGrams: number;
  readonly barcode: string;
  readonly imageUrl: string;
};

/** A product as it comes over the wire. */
export type ProductInput = {
  readonly slug: string;
  readonly title: string;
  readonly description: string;
  readonly vendor: string;
  readonly type: string;
  readonly tags: readonly string[];
  readonly isActive: boolean;
  readonly category: string;
  readonly options: readonly Option[];
  readonly variants: readonly VariantInput[];
  readonly images: readonly Picture[];
};

export type ReadProduct = { readonly record: ProductRecord } | { readonly faults: readonly Fault[] };

const MOST = { tags: 250, options: 10, values: 500, variants: 2_048, images: 250 } as const;
const LARGEST_STOCK = 1_000_000_000;

/** Checks an input and brings it into the one form in which inputs are compared; names every fault with its field. */
export function readProductInput(input: ProductInput): ReadProduct {
  const faults = new Faults();
  const slug = input.slug.trim();
  if (!isSlug(slug)) faults.add('slug', 'slug.invalid', SLUG_RULE);
  const options = readOptions(input.options, faults);
  const variants = readVariants(input.variants, slug, options, faults);
  const record: ProductRecord = {
    slug,
    title: faults.text('title', input.title, { max: 500, isNeeded: true }),
    description: faults.text('description', input.description, { max: 200_000 }),
    vendor: faults.text('vendor', input.vendor, { max: 255 }),
    type: faults.text('type', input.type, { max: 255 }),
    tags: readTags(input.tags, faults),
    status: input.isActive ? 'active' : 'draft',
    category: faults.text('category', input.category, { max: 255 }),
    currency: variants.currency,
    options,
    variants: variants.records,
    images: readImages(input.images, faults),
  };
  return faults.all.length > 0 ? { faults: faults.all } : { record };
}

function readTags(tags: readonly string[], faults: Faults): string[] {
  faults.atMost('tags', tags.length, MOST.tags);
  const read = tags.map((tag, i) => faults.text(`tags[${i}]`, tag, { max: 255 }));
  return [...new Set(read.filter((tag) => tag !== ''))];
}

function readOptions(options: readonly Option[], faults: Faults): Option[] {
  faults.atMost('options', options.length, MOST.options);
  const names = new Set<string>();
  return options.map((option, i) => {
    const at = `options[${i}]`;
    const name = faults.text(`${at}.name`, option.name, { max: 100, isNeeded: true });
    if (names.has(name.toLowerCase()))
      faults.add(`${at}.name`, 'option.duplicate', `"${name}" is named twice.`);
    names.add(name.toLowerCase());
    if (option.values.length === 0)
      faults.add(`${at}.values`, 'field.required', `Give what "${name}" can be.`);
    faults.atMost(`${at}.values`, option.values.length, MOST.values);
    const values = option.values.map((value, j) =>
      faults.text(`${at}.values[${j}]`, value, { max: 255, isNeeded: true }),
    );
    return { name, values: [...new Set(values)] };
  });
}

function readVariants(
  variants: readonly VariantInput[],
  slug: string,
  options: readonly Option[],
  faults: Faults,
): { records: VariantRecord[]; currency: string } {
  if (variants.length === 0) faults.add('variants', 'field.required', 'Give at least one variant.');
  faults.atMost('variants', variants.length, MOST.variants);
  const seen = { sku: new Map<string, number>(), choice: new Map<string, number>() };
  const currency = variants[0]?.price?.currency ?? '';
  const records = variants.slice(0, MOST.variants).map((variant, i) => {
    const at = `variants[${i}].`;
    const record = readVariant(variant, at, slug, options, faults);
    if (variant.price && variant.price.currency !== currency)
      faults.add(`${at}price.currency`, 'currency.mixed', `Use ${currency}, as in the first variant.`);
    const twin = first(seen.choice, optionKey(record.options), i);
    if (twin < i) faults.add(`${at}options`, 'variant.duplicate', `variants[${twin}] is the same choice.`);
    const sameSku = first(seen.sku, record.sku, i);
    if (sameSku < i) faults.add(`${at}sku`, 'sku.duplicate', `variants[${sameSku}] has this SKU too.`);
    return record;
  });
  return { records, currency };
}

function readVariant(
  variant: VariantInput,
  at: string,
  slug: string,
  options: readonly Option[],
  faults: Faults,
): VariantRecord {
  const choices = readChoices(variant.options, at, options, faults);
  const { priceMinor, compareAtMinor, tiers } = readPrices(variant, at, faults);
  const sku = faults.text(`${at}sku`, variant.sku, { max: 255 });
  if (variant.stock !== undefined) faults.whole(`${at}stock`, variant.stock, { min: 0, max: LARGEST_STOCK });
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
    stock: variant.stock ?? null,
    backorder: variant.backorder,
    weightGrams: faults.whole(`${at}weightGrams`, variant.weightGrams, { min: 0, max: 100_000_000 }),
    barcode: faults.text(`${at}barcode`, variant.barcode, { max: 100 }),
    imageUrl: readUrl(variant.imageUrl, `${at}imageUrl`, faults),
  };
}

/** In the order of the product's options, written as the product writes them. */
function readChoices(
  given: readonly Choice[],
  at: string,
  options: readonly Option[],
  faults: Faults,
): Choice[] {
  const named = new Map(given.map(({ name, value }) => [name.trim().toLowerCase(), value.trim()]));
  if (named.size < given.length) faults.add(`${at}options`, 'option.duplicate', 'Name each option once.');
  for (const { name } of given)
    if (!options.some((option) => option.name.toLowerCase() === name.trim().toLowerCase()))
      faults.add(`${at}options`, 'option.unknown', `"${name}" is no option of this product.`);
  return options.map(({ name, values }) => {
    const value = named.get(name.toLowerCase());
    const known = values.find((one) => one === value) ?? values.find((one) => sameText(one, value));
    if (value === undefined) faults.add(`${at}options`, 'option.missing', `Choose "${name}".`);
    else if (known === undefined)
      faults.add(`${at}options`, 'option.unknown', `"${value}" is no "${name}" of this product.`);
    return { name, value: known ?? value ?? '' };
  });
}

const sameText = (a: string, b: string | undefined): boolean => a.toLowerCase() === b?.toLowerCase();

function readImages(images: readonly Picture[], faults: Faults): Picture[] {
  faults.atMost('images', images.length, MOST.images);
  return images.map((image, i) => ({
    url: readUrl(image.url, `images[${i}].url`, faults, true),
    alt: faults.text(`images[${i}].alt`, image.alt, { max: 1_000 }),
    width: faults.whole(`images[${i}].width`, image.width, { min: 0, max: 100_000 }),
    height: faults.whole(`images[${i}].height`, image.height, { min: 0, max: 100_000 }),
  }));
}

/** An address a browser may load a picture from; never `javascript:` or `data:`. */
function readUrl(value: string, field: string, faults: Faults, isNeeded = false): string {
  const url = faults.text(field, value, { max: 2_000, isNeeded });
  const isOwnPath = /^\/(?!\/)[^\s\\]*$/.test(url);
  if (url !== '' && !isOwnPath && !(/^https?:\/\/[^\s\\]+$/i.test(url) && URL.canParse(url)))
    faults.add(field, 'url.invalid', 'Give an address that begins with https:// or a path of this shop.');
  return url;
}

/** Where `key` was seen first, `i` when it is new. */
function first(seen: Map<string, number>, key: string, i: number): number {
  const place = seen.get(key) ?? i;
  seen.set(key, place);
  return place;
}
