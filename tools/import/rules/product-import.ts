import { PRODUCT, SLUG_LENGTH } from '@tradepost/contracts/limits';
import { slugOf } from '@tradepost/contracts/slug';
import { COLUMNS, FIELDS, VARIANT_FIELDS, type Field, type Header } from './columns.ts';
import type { ProductDraft, VariantDraft } from './product-draft.ts';
import {
  Faults,
  cell,
  oneOf,
  quoted,
  shortText,
  trueOrFalse,
  type RowMessage,
  type SheetRow,
} from './sheet-row.ts';
import { isDefaultTitle, OPTION_PLACES, readCount, readUrl, readVariant } from './variant-import.ts';

/** `isGiftCard` is reported: the shop knows no gift cards. */
export type ImportedProduct = { draft: ProductDraft; isGiftCard: boolean } | { messages: RowMessage[] };

const STATUSES = ['active', 'draft', 'archived', 'unlisted'] as const;

/** A gift card is a whole product, but what it means is a matter of its variants. */
const isOfVariant = (field: Field): boolean =>
  !COLUMNS[field].isOfProduct &&
  !['handle', 'giftCard', 'imageUrl', 'imagePosition', 'imageAlt'].includes(field);

/**
 * Turns the rows of one handle into one product: what the file has columns for. All or nothing: with one bad row the
 * product is refused, and every message of all its rows is given.
 */
export function readProduct(rows: readonly [SheetRow, ...SheetRow[]], currency: string): ImportedProduct {
  const faults = new Faults();
  const [first] = rows;
  const handle = shortText(first, 'handle', SLUG_LENGTH, faults);
  const slug = slugOf(handle);
  if (!slug) faults.add(first, 'handle', 'is empty; enter one like "blue-shirt"');
  const draft: ProductDraft = {
    slug,
    handle,
    ...readTexts(first, faults),
    ...readShown(first, faults),
    ...readVariants(rows, currency, faults),
  };
  for (const row of rows.slice(1))
    if (!isVariant(row) && cell(row, 'imageUrl') === '')
      faults.add(row, 'imageUrl', 'is empty, and so is the variant; fill one of them or remove the row');
  if (first.header.has('imageUrl'))
    draft.images = withVariantImages(readImages(rows, faults), draft.variants ?? []);
  const isGiftCard = trueOrFalse(first, 'giftCard', new Faults()) === true;
  return faults.messages.length > 0 ? { messages: faults.messages } : { draft, isGiftCard };
}

function readTexts(first: SheetRow, faults: Faults): Partial<ProductDraft> {
  const { header } = first;
  const title = shortText(first, 'title', PRODUCT.title, faults);
  if (!title && header.has('title'))
    faults.add(first, 'title', "is empty; the first row of a product needs the product's title");
  const type =
    shortText(first, 'type', PRODUCT.name, faults) || shortText(first, 'customType', PRODUCT.name, faults);
  const hasType = header.has('type') || header.has('customType');
  return {
    ...(header.has('title') ? { title } : {}),
    ...(header.has('description') ? { descriptionHtml: readDescription(first, faults) } : {}),
    ...(header.has('vendor') ? { vendor: shortText(first, 'vendor', PRODUCT.name, faults) } : {}),
    ...(hasType ? { type, category: type } : {}),
    ...(header.has('tags') ? { tags: readTags(first, faults) } : {}),
  };
}

/** As it is written: HTML has its own rules for spaces and apostrophes. */
function readDescription(first: SheetRow, faults: Faults): string {
  const column = first.header.columnOf('description') ?? '';
  const html = first.cells[column] ?? '';
  if (html.length > PRODUCT.descriptionHtml) shortText(first, 'description', PRODUCT.descriptionHtml, faults);
  return html;
}

function readShown(first: SheetRow, faults: Faults): Pick<ProductDraft, 'published' | 'status'> {
  const published = trueOrFalse(first, 'published', faults);
  const status = oneOf(first, 'status', STATUSES, faults);
  const { header } = first;
  return {
    ...(header.has('published') ? { published: published ?? true } : {}),
    ...(header.has('status') ? { status: status ?? 'active' } : {}),
  };
}

function readVariants(
  rows: readonly SheetRow[],
  currency: string,
  faults: Faults,
): Pick<ProductDraft, 'options' | 'keepFurtherOptions' | 'variants'> {
  const header = rows[0]?.header as Header;
  const isGiftCard = rows[0] !== undefined && trueOrFalse(rows[0], 'giftCard', faults) === true;
  if (!isGiftCard && !FIELDS.some((field) => isOfVariant(field) && header.has(field))) return {};
  const columns = OPTION_PLACES.filter(({ name }) => header.has(name)).length;
  const names = readOptionNames(rows[0] as SheetRow, faults);
  const variants = readRows(rows, names, currency, isGiftCard, faults);
  if (columns === 0) return { variants };
  const options = names.map((name) => ({
    name,
    values: distinct(variants.map((v) => v.options?.[name] ?? '')),
  }));
  const hasMore = columns < OPTION_PLACES.length && names.length === columns;
  return { options, variants, ...(hasMore ? { keepFurtherOptions: true } : {}) };
}

function readOptionNames(first: SheetRow, faults: Faults): string[] {
  if (isDefaultTitle(cell(first, 'option1Name') || 'title', cell(first, 'option1Value'))) return [];
  const names: string[] = [];
  for (const [index, { name: field }] of OPTION_PLACES.entries()) {
    const name = shortText(first, field, PRODUCT.optionName, faults);
    if (!name) continue;
    if (names.some((other) => other.toLowerCase() === name.toLowerCase()))
      faults.add(first, field, `${quoted(name)} is named twice; give each option its own`);
    else if (names.length < index) faults.add(first, field, 'is filled although the option before it is not');
    else names.push(name);
  }
  return names;
}

const isVariant = (row: SheetRow): boolean => VARIANT_FIELDS.some((field) => cell(row, field) !== '');

function readRows(
  rows: readonly SheetRow[],
  optionNames: readonly string[],
  currency: string,
  isGiftCard: boolean,
  faults: Faults,
): VariantDraft[] {
  const variants: VariantDraft[] = [];
  const seen = { options: new Map<string, number>(), sku: new Map<string, number>() };
  for (const [index, row] of rows.entries()) {
    if (index > 0 && !isVariant(row)) continue;
    const variant = readVariant(row, optionNames, currency, isGiftCard, faults);
    const choice = JSON.stringify(optionNames.map((name) => variant.options?.[name]?.toLowerCase()));
    // Rows without options, or with the first of several, are distinguished by their SKU.
    const isToldApart = variant.sku && !row.header.has('option3Name');
    const twin = isToldApart ? undefined : seen.options.get(choice);
    const sameSku = variant.sku ? seen.sku.get(variant.sku) : undefined;
    if (twin !== undefined)
      faults.add(row, 'option1Value', `is the same variant as row ${twin}; remove one of them`);
    else if (sameSku !== undefined) {
      faults.add(
        row,
        'sku',
        `${quoted(variant.sku ?? '')} is also in row ${sameSku}; give each variant its own`,
      );
    }
    seen.options.set(choice, row.row);
    seen.sku.set(variant.sku ?? '', row.row);
    variants.push(variant);
  }
  return variants;
}

type Images = NonNullable<ProductDraft['images']>;

function readImages(rows: readonly SheetRow[], faults: Faults): Images {
  const images: Images = [];
  for (const row of rows) {
    const url = readUrl(row, 'imageUrl', faults);
    if (!url) continue;
    const position = readPosition(row, faults);
    if (images.some((image) => image.url === url)) continue;
    const alt = shortText(row, 'imageAlt', PRODUCT.alt, faults);
    images.push({
      ...{ url, position: position ?? images.length + 1 },
      ...(row.header.has('imageAlt') ? { alt } : {}),
    });
  }
  // Positions may repeat or have gaps in real files; what counts is their order.
  images.sort((a, b) => a.position - b.position);
  return images.map((image, index) => ({ ...image, position: index + 1 }));
}

function readPosition(row: SheetRow, faults: Faults): number | undefined {
  const written = new Faults();
  const position = readCount(row, 'imagePosition', written, '');
  const isFaulty =
    written.messages.length > 0 || (position !== undefined && (position < 1 || position > 9_999));
  if (isFaulty) {
    const text = quoted(cell(row, 'imagePosition'));
    faults.add(row, 'imagePosition', `${text} is no place in a row of pictures; enter 1, 2, 3 ...`);
  }
  return isFaulty ? undefined : position;
}

/** A picture that only a variant shows belongs to the product's pictures too, as long as there is room for it. */
function withVariantImages(images: Images, variants: readonly VariantDraft[]): Images {
  const known = new Set(images.map((image) => image.url));
  const further = distinct(variants.map((v) => v.imageUrl ?? ''))
    .filter((url) => !known.has(url))
    .slice(0, Math.max(0, PRODUCT.images - images.length));
  return [...images, ...further.map((url, index) => ({ url, position: images.length + index + 1 }))];
}

function readTags(first: SheetRow, faults: Faults): string[] {
  const words = cell(first, 'tags').split(',');
  const tags = distinct(words.map((tag) => tag.trim()));
  const long = tags.find((tag) => tag.length > PRODUCT.tag);
  if (long)
    faults.add(first, 'tags', `holds the tag ${quoted(long)}; shorten it to ${PRODUCT.tag} characters`);
  return tags;
}

function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts)].filter((text) => text !== '');
}
