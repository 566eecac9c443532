import { AMOUNT_MINOR, PRODUCT, STOCK } from '@tradepost/contracts/limits';
import { decimalToMinor, minorDigits, minorToDecimal } from './decimal-amount.ts';
import type { DraftMoney, VariantDraft } from './product-draft.ts';
import { cell, oneOf, quoted, shortText, type Faults, type SheetRow } from './sheet-row.ts';

/** A product without real options is written as one option "Title" with the one value "Default Title". */
export function isDefaultTitle(name: string, value: string): boolean {
  return name.toLowerCase() === 'title' && value.toLowerCase() === 'default title';
}

/** Reads the variant of one row; faults are collected, the draft is only good when none were. */
export function readVariant(
  row: SheetRow,
  optionNames: readonly string[],
  currency: string,
  faults: Faults,
): VariantDraft {
  const options = readOptions(row, optionNames, faults);
  const price = readPrice(row, 'Variant Price', currency, faults);
  if (!price) faults.add(row, 'Variant Price', 'is empty; enter the price, such as 12.34');
  const compareAt = readPrice(row, 'Variant Compare At Price', currency, faults);
  const barcode = shortText(row, 'Variant Barcode', PRODUCT.barcode, faults);
  const imageUrl = readUrl(row, 'Variant Image', faults);
  const weightGrams = readGrams(row, faults);
  return {
    sku: shortText(row, 'Variant SKU', PRODUCT.name, faults),
    options,
    price: price ?? { amount: 0, currency },
    // A former price that is not higher is no reduction; shops leave old ones standing, so it is dropped.
    ...(price && compareAt && compareAt.amount > price.amount ? { compareAtPrice: compareAt } : {}),
    stock: readStock(row, faults),
    backorder: oneOf(row, 'Variant Inventory Policy', ['deny', 'continue'], 'deny', faults) === 'continue',
    ...(weightGrams ? { weightGrams } : {}),
    ...(barcode ? { barcode } : {}),
    ...(imageUrl ? { imageUrl } : {}),
  };
}

function readOptions(row: SheetRow, names: readonly string[], faults: Faults): Record<string, string> {
  const options: Record<string, string> = {};
  for (let place = 1; place <= 3; place++) {
    const column = `Option${place} Value`;
    const name = names[place - 1];
    const value = shortText(row, column, PRODUCT.optionValue, faults);
    if (name && value) options[name] = value;
    else if (name) faults.add(row, column, `is empty; enter the ${quoted(name)} of this variant`);
    else if (value && !isDefaultTitle('title', value)) {
      faults.add(row, `Option${place} Name`, `is empty, but ${column} is ${quoted(value)}; name the option`);
    }
  }
  return options;
}

function readPrice(row: SheetRow, column: string, currency: string, faults: Faults): DraftMoney | undefined {
  const text = cell(row, column);
  if (text === '') return undefined;
  const digits = minorDigits(currency);
  const example = minorToDecimal(1234, digits);
  const amount = decimalToMinor(text, digits);
  if (amount === 'not-a-number')
    faults.add(row, column, `${quoted(text)} is no price; write it like ${example}`);
  else if (amount === 'too-fine') {
    faults.add(
      row,
      column,
      `${quoted(text)} is finer than the smallest ${currency} coin; write it like ${example}`,
    );
  } else if (amount === 'too-large' || amount > AMOUNT_MINOR.price)
    faults.add(row, column, `${quoted(text)} is too large for a price`);
  else if (amount < 0) faults.add(row, column, `${quoted(text)} is below zero; enter a price of 0 or more`);
  else return { amount, currency };
  // Something was written, so the cell must not be called empty as well.
  return { amount: 0, currency };
}

/** No tracker: this stock is not counted, so there is always enough. */
function readStock(row: SheetRow, faults: Faults): number | null {
  const column = 'Variant Inventory Qty';
  const text = cell(row, column);
  if (text !== '' && !/^-?\d+$/.test(text)) {
    faults.add(row, column, `${quoted(text)} is no whole number; enter how many there are, such as 5`);
  }
  if (cell(row, 'Variant Inventory Tracker') === '') return null;
  const stock = Number(text);
  if (stock < 0) faults.add(row, column, `${quoted(text)} is below zero; enter 0 or the counted stock`);
  if (stock > STOCK.imported) faults.add(row, column, `${quoted(text)} is too large for a stock`);
  return stock;
}

function readGrams(row: SheetRow, faults: Faults): number {
  const text = cell(row, 'Variant Grams');
  if (text === '') return 0;
  if (!/^\d{1,9}(\.\d+)?$/.test(text)) {
    faults.add(row, 'Variant Grams', `${quoted(text)} is no weight; enter grams, such as 250`);
    return 0;
  }
  return Math.round(Number(text));
}

export function readUrl(row: SheetRow, column: string, faults: Faults): string {
  const text = shortText(row, column, PRODUCT.url, faults);
  if (text === '') return '';
  if (!/^https?:\/\/[^\s/]/i.test(text) || !URL.canParse(text)) {
    faults.add(row, column, `${quoted(text)} is no web address; enter one that begins with https://`);
  }
  return text;
}
