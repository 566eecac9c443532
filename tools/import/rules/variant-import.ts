import { readBarcode } from '@tradepost/contracts/gtin';
import { AMOUNT_MINOR, PRODUCT, STOCK } from '@tradepost/contracts/limits';
import type { Field } from './columns.ts';
import { decimalToMinor, minorDigits, minorToDecimal } from './decimal-amount.ts';
import type { DraftMoney, VariantDraft } from './product-draft.ts';
import {
  cell,
  isFalseWord,
  isTrueWord,
  quoted,
  shortText,
  trueOrFalse,
  type Faults,
  type SheetRow,
} from './sheet-row.ts';
import { readAmount, readNumber, type NumberFault } from './written-number.ts';

export const OPTION_PLACES = [
  { name: 'option1Name', value: 'option1Value' },
  { name: 'option2Name', value: 'option2Value' },
  { name: 'option3Name', value: 'option3Value' },
] as const satisfies readonly { name: Field; value: Field }[];

/**
 * A product without real options is written as one option "Title" with the one value "Default Title", or with no value
 * at all.
 */
export function isDefaultTitle(name: string, value: string): boolean {
  return name.toLowerCase() === 'title' && (value === '' || value.toLowerCase() === 'default title');
}

/**
 * Reads the variant of one row; faults are collected, the draft is only good when none were. It has what the file has
 * columns for.
 */
export function readVariant(
  row: SheetRow,
  optionNames: readonly string[],
  currency: string,
  isGiftCard: boolean,
  faults: Faults,
): VariantDraft {
  const { header } = row;
  return {
    ...(header.has('sku') ? { sku: shortText(row, 'sku', PRODUCT.name, faults) } : {}),
    ...(header.has('option1Value') ? { options: readOptions(row, optionNames, faults) } : {}),
    ...readPrices(row, currency, faults),
    ...readStock(row, faults),
    ...(header.has('policy') ? { backorder: readBackorder(row, faults) } : {}),
    ...(header.has('grams') ? { weightGrams: readGrams(row, faults) } : {}),
    ...(header.has('barcode') ? { barcode: barcodeOf(row, faults) } : {}),
    ...(header.has('variantImageUrl') ? { imageUrl: readUrl(row, 'variantImageUrl', faults) } : {}),
    ...readTerms(row, isGiftCard, faults),
  };
}

/**
 * How it is taxed and whether it is shipped. A gift card is a voucher: it carries no tax, which is due when it is redeemed,
 * and is not shipped unless the file says so.
 */
function readTerms(
  row: SheetRow,
  isGiftCard: boolean,
  faults: Faults,
): Pick<VariantDraft, 'taxClass' | 'requiresShipping'> {
  const { header } = row;
  const isTaxable = trueOrFalse(row, 'taxable', faults) ?? true;
  const isShipped = trueOrFalse(row, 'requiresShipping', faults) ?? !isGiftCard;
  return {
    ...(header.has('taxable') || isGiftCard
      ? { taxClass: isTaxable && !isGiftCard ? 'standard' : 'zero' }
      : {}),
    ...(header.has('requiresShipping') || isGiftCard ? { requiresShipping: isShipped } : {}),
  };
}

function barcodeOf(row: SheetRow, faults: Faults): string {
  const read = readBarcode(shortText(row, 'barcode', PRODUCT.barcode, faults));
  if ('barcode' in read) return read.barcode;
  faults.add(row, 'barcode', `is refused: ${read.remedy}`);
  return '';
}

function readOptions(row: SheetRow, names: readonly string[], faults: Faults): Record<string, string> {
  const options: Record<string, string> = {};
  OPTION_PLACES.forEach((place, index) => {
    const name = names[index];
    const value = shortText(row, place.value, PRODUCT.optionValue, faults);
    const column = row.header.nameOf(place.value);
    if (name && value) options[name] = value;
    else if (name) faults.add(row, place.value, `is empty; enter the ${quoted(name)} of this variant`);
    else if (value && !isDefaultTitle('title', value)) {
      faults.add(row, place.name, `is empty, but ${column} is ${quoted(value)}; name the option`);
    }
  });
  return options;
}

function readPrices(
  row: SheetRow,
  currency: string,
  faults: Faults,
): Pick<VariantDraft, 'price' | 'compareAtPrice'> {
  const price = readPrice(row, 'price', currency, faults);
  if (!price && row.header.has('price')) faults.add(row, 'price', 'is empty; enter the price, such as 12.34');
  const compareAt = readPrice(row, 'compareAtPrice', currency, faults);
  // A former price that is not higher is no reduction; shops leave old ones standing, so it is dropped.
  const isReduction = compareAt && !(price && compareAt.amount <= price.amount);
  return {
    ...(price ? { price } : {}),
    ...(row.header.has('compareAtPrice') ? { compareAtPrice: isReduction ? compareAt : null } : {}),
  };
}

function readPrice(row: SheetRow, field: Field, currency: string, faults: Faults): DraftMoney | undefined {
  const text = cell(row, field);
  if (text === '') return undefined;
  const amount = readMinor(text, currency);
  if (typeof amount === 'string') faults.add(row, field, amount);
  // Something was written, so the cell must not be called empty as well.
  return { amount: typeof amount === 'number' ? amount : 0, currency };
}

/** The amount in minor units, or what is wrong with it. */
function readMinor(text: string, currency: string): number | string {
  const digits = minorDigits(currency);
  const remedy = `write it like ${minorToDecimal(1234, digits)}`;
  const written = readAmount(text, currency, digits);
  if ('kind' in written) return priceFault(text, written, currency, digits, remedy);
  const amount = decimalToMinor(written.decimal, digits);
  if (amount === 'not-a-number') return `${quoted(text)} is no price; ${remedy}`;
  if (amount === 'too-fine') return `${quoted(text)} is finer than the smallest ${currency} coin; ${remedy}`;
  if (amount === 'too-large' || amount > AMOUNT_MINOR.price)
    return `${quoted(text)} is too large for a price`;
  if (amount < 0) return `${quoted(text)} is below zero; enter a price of 0 or more`;
  return amount;
}

function priceFault(
  text: string,
  fault: NumberFault,
  currency: string,
  digits: number,
  remedy: string,
): string {
  if (fault.kind === 'other-currency')
    return `${quoted(text)} is in ${fault.sign}, the import is in ${currency}; set --currency, or ${remedy}`;
  if (fault.kind === 'ambiguous') {
    const [asDecimal, asWhole] = fault.readings;
    const isTooFine = decimalToMinor(asDecimal, digits) === 'too-fine';
    const other = isTooFine ? `${asDecimal}, which is finer than the smallest ${currency} coin,` : asDecimal;
    return `${quoted(text)} is no price that can be read in one way only (${other} or ${asWhole}); ${remedy}`;
  }
  if (fault.kind === 'shortened') return shortened(text);
  return `${quoted(text)} is no price; ${remedy}`;
}

const shortened = (text: string): string =>
  `${quoted(text)} was shortened by a spreadsheet; format its column as text or number and enter it again`;

/** A whole number of things; undefined if the cell is empty, faulty, or not there. */
export function readCount(row: SheetRow, field: Field, faults: Faults, example: string): number | undefined {
  const text = cell(row, field);
  if (text === '') return undefined;
  const written = readNumber(text, 0);
  if ('decimal' in written && /^-?\d+(?:\.0+)?$/.test(written.decimal)) return Number(written.decimal);
  faults.add(row, field, countFault(text, written, example));
  return undefined;
}

function countFault(text: string, written: { decimal: string } | NumberFault, example: string): string {
  if ('kind' in written && written.kind === 'shortened') return shortened(text);
  const reading =
    'kind' in written && written.kind === 'ambiguous'
      ? ` that can be read in one way only (${written.readings.join(' or ')})`
      : '';
  return `${quoted(text)} is no whole number${reading}; ${example}`;
}

/**
 * A blank tracker: this stock is not counted, so there is always enough. Without a count, stock is left as it is: shops
 * with several places export none.
 */
function readStock(row: SheetRow, faults: Faults): Pick<VariantDraft, 'stock' | 'tracked'> {
  const { header } = row;
  const counted = readCount(row, 'quantity', faults, 'enter how many there are, such as 5');
  if (counted !== undefined && Math.abs(counted) > STOCK.imported)
    faults.add(row, 'quantity', `${quoted(cell(row, 'quantity'))} is too large for a stock`);
  if (header.has('tracker') && cell(row, 'tracker') === '') return { stock: null };
  if (counted !== undefined) return { stock: counted };
  return header.has('tracker') || header.has('quantity') ? { tracked: true } : {};
}

function readBackorder(row: SheetRow, faults: Faults): boolean {
  const text = cell(row, 'policy').toLowerCase();
  const isContinue = text === 'continue' || isTrueWord(text);
  if (!isContinue && !['', 'deny'].includes(text) && !isFalseWord(text))
    faults.add(row, 'policy', `${quoted(text)} is not known; write deny or continue`);
  return isContinue;
}

function readGrams(row: SheetRow, faults: Faults): number {
  const text = cell(row, 'grams');
  if (text === '') return 0;
  const written = readNumber(text, 0);
  const grams = 'decimal' in written ? Number(written.decimal) : Number.NaN;
  // Whole grams, at least one: none would mean that the weight is not known.
  if (grams >= 0 && grams < 1e9) return grams > 0 ? Math.max(1, Math.round(grams)) : 0;
  const reading =
    'kind' in written && written.kind === 'ambiguous' ? ` (${written.readings.join(' or ')}?)` : '';
  faults.add(row, 'grams', `${quoted(text)} is no weight${reading}; enter grams, such as 250`);
  return 0;
}

export function readUrl(row: SheetRow, field: Field, faults: Faults): string {
  const written = shortText(row, field, PRODUCT.url, faults);
  if (written === '') return '';
  // An address may leave out how it is fetched, and people leave spaces in the names of files.
  const text = written.replace(/^\/\/(?=[^/])/, 'https://').replace(/ /g, '%20');
  if (!/^https?:\/\/[^\s/]/i.test(text) || !URL.canParse(text)) {
    faults.add(row, field, `${quoted(written)} is no web address; enter one that begins with https://`);
  }
  return text;
}
