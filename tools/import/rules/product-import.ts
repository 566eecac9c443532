import { PRODUCT, SLUG_LENGTH } from '@tradepost/contracts/limits';
import { slugOf } from '@tradepost/contracts/slug';
import type { ProductDraft, VariantDraft } from './product-draft.ts';
import { Faults, cell, oneOf, quoted, shortText, type RowMessage, type SheetRow } from './sheet-row.ts';
import { isDefaultTitle, readUrl, readVariant } from './variant-import.ts';

export type ImportedProduct = { draft: ProductDraft } | { messages: RowMessage[] };

const VARIANT_COLUMNS = ['Option1 Value', 'Option2 Value', 'Option3 Value', 'Variant Price', 'Variant SKU'];

/**
 * Turns the rows of one handle into one product. All or nothing: with one bad row the product is refused,
 * and every message of all its rows is given.
 */
export function readProduct(rows: readonly [SheetRow, ...SheetRow[]], currency: string): ImportedProduct {
  const faults = new Faults();
  const [first] = rows;
  const handle = shortText(first, 'Handle', SLUG_LENGTH, faults);
  const slug = slugOf(handle);
  if (!slug) faults.add(first, 'Handle', 'is empty; enter one like "blue-shirt"');
  const title = shortText(first, 'Title', PRODUCT.title, faults);
  if (!title) faults.add(first, 'Title', "is empty; the first row of a product needs the product's title");

  const optionNames = readOptionNames(first, faults);
  const variants = readVariants(rows, optionNames, currency, faults);
  const images = readImages(rows, faults);
  const type =
    shortText(first, 'Type', PRODUCT.name, faults) ||
    shortText(first, 'Custom Product Type', PRODUCT.name, faults);
  const descriptionHtml = first.cells['Body (HTML)'] ?? '';
  if (descriptionHtml.length > PRODUCT.descriptionHtml)
    shortText(first, 'Body (HTML)', PRODUCT.descriptionHtml, faults);
  const draft: ProductDraft = {
    slug,
    ...(handle === slug ? {} : { handle }),
    title,
    descriptionHtml,
    vendor: shortText(first, 'Vendor', PRODUCT.name, faults),
    type,
    tags: readTags(first, faults),
    status: readStatus(first, faults),
    ...(type ? { category: type } : {}),
    options: optionNames.map((name) => ({
      name,
      values: distinct(variants.map((v) => v.options[name] ?? '')),
    })),
    variants,
    images: withVariantImages(images, variants),
  };
  return faults.messages.length > 0 ? { messages: faults.messages } : { draft };
}

function readOptionNames(first: SheetRow, faults: Faults): string[] {
  if (isDefaultTitle(cell(first, 'Option1 Name') || 'title', cell(first, 'Option1 Value'))) return [];
  const names: string[] = [];
  for (const place of [1, 2, 3]) {
    const column = `Option${place} Name`;
    const name = shortText(first, column, PRODUCT.optionName, faults);
    if (!name) continue;
    if (names.includes(name))
      faults.add(first, column, `${quoted(name)} is named twice; give each option its own`);
    else if (names.length < place - 1)
      faults.add(first, column, 'is filled although the option before it is not');
    else names.push(name);
  }
  return names;
}

function readVariants(
  rows: readonly SheetRow[],
  optionNames: readonly string[],
  currency: string,
  faults: Faults,
): VariantDraft[] {
  const variants: VariantDraft[] = [];
  const seen = { options: new Map<string, number>(), sku: new Map<string, number>() };
  for (const [index, row] of rows.entries()) {
    if (index > 0 && VARIANT_COLUMNS.every((column) => cell(row, column) === '')) continue;
    const variant = readVariant(row, optionNames, currency, faults);
    const choice = JSON.stringify(optionNames.map((name) => variant.options[name]));
    const twin = seen.options.get(choice);
    const sameSku = variant.sku ? seen.sku.get(variant.sku) : undefined;
    if (twin !== undefined)
      faults.add(row, 'Option1 Value', `is the same variant as row ${twin}; remove one of them`);
    else if (sameSku !== undefined) {
      faults.add(
        row,
        'Variant SKU',
        `${quoted(variant.sku)} is also in row ${sameSku}; give each variant its own`,
      );
    }
    seen.options.set(choice, row.row);
    seen.sku.set(variant.sku, row.row);
    variants.push(variant);
  }
  return variants;
}

function readImages(rows: readonly SheetRow[], faults: Faults): ProductDraft['images'] {
  const images: ProductDraft['images'] = [];
  for (const [index, row] of rows.entries()) {
    const url = readUrl(row, 'Image Src', faults);
    if (!url) {
      const empty = index > 0 && VARIANT_COLUMNS.every((column) => cell(row, column) === '');
      if (empty)
        faults.add(row, 'Image Src', 'is empty, and so is the variant; fill one of them or remove the row');
      continue;
    }
    const position = cell(row, 'Image Position');
    if (position !== '' && !/^[1-9]\d{0,3}$/.test(position)) {
      faults.add(
        row,
        'Image Position',
        `${quoted(position)} is no place in a row of pictures; enter 1, 2, 3 ...`,
      );
    }
    if (images.some((image) => image.url === url)) continue;
    images.push({
      url,
      alt: shortText(row, 'Image Alt Text', PRODUCT.alt, faults),
      position: Number(position) || images.length + 1,
    });
  }
  // Positions may repeat or have gaps in real files; what counts is their order.
  images.sort((a, b) => a.position - b.position);
  return images.map((image, index) => ({ ...image, position: index + 1 }));
}

/** A picture that only a variant shows belongs to the product's pictures too. */
function withVariantImages(images: ProductDraft['images'], variants: VariantDraft[]): ProductDraft['images'] {
  const known = new Set(images.map((image) => image.url));
  const further = distinct(variants.map((v) => v.imageUrl ?? '')).filter((url) => !known.has(url));
  return [...images, ...further.map((url, index) => ({ url, alt: '', position: images.length + index + 1 }))];
}

function readStatus(first: SheetRow, faults: Faults): 'active' | 'draft' {
  const published = oneOf(first, 'Published', ['true', 'false'], 'true', faults);
  const status = oneOf(first, 'Status', ['active', 'draft', 'archived'], 'active', faults);
  return published === 'true' && status === 'active' ? 'active' : 'draft';
}

function readTags(first: SheetRow, faults: Faults): string[] {
  const words = cell(first, 'Tags').split(',');
  const tags = distinct(words.map((tag) => tag.trim()));
  const long = tags.find((tag) => tag.length > PRODUCT.tag);
  if (long)
    faults.add(first, 'Tags', `holds the tag ${quoted(long)}; shorten it to ${PRODUCT.tag} characters`);
  return tags;
}

function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts)].filter((text) => text !== '');
}
