import { QUANTITY } from '@tradepost/contracts/limits';
import { minorDigits } from '@tradepost/decision';
import { decimalToMinor } from '../import/rules/decimal-amount.ts';

/** A row of the file that is a sale of a product. */
export interface Sale {
  line: number;
  invoice: string;
  code: string;
  description: string;
  quantity: number;
  unitMinor: number;
  /** "2010-12-01 08:26:00" */
  time: string;
  customer: string;
  country: string;
}

/** A row that becomes no part of an order, and why. */
export interface SetAside {
  line: number;
  invoice: string;
  reason: string;
}

export const COLUMNS = [
  'InvoiceNo',
  'StockCode',
  'Description',
  'Quantity',
  'InvoiceDate',
  'UnitPrice',
  'CustomerID',
  'Country',
] as const;

/** The prices of the file are pounds. */
export const CURRENCY = 'GBP';

/** Five digits with optional letters; a few product ranges have names instead. */
const PRODUCT_CODE = /^(\d{5}[A-Z]*|DCGS\w+|SP\d{4}|PADS)$/;

const NOT_PRODUCTS: readonly (readonly [RegExp, string])[] = [
  [/^(POST|DOT)$/, 'postage'],
  [/^C\d$/, 'carriage'],
  [/^M$/, 'manual entry'],
  [/^D$/, 'discount'],
  [/^BANK CHARGES$/, 'bank charges'],
  [/^AMAZONFEE$/, 'marketplace fee'],
  [/^CRUK$/, 'donation'],
  [/^S$/, 'sample'],
  [/^(B|ADJUST\d*)$/, 'adjustment'],
  [/^GIFT/, 'gift voucher'],
  [/^TEST/, 'test entry'],
];

/** Decides on one row: a sale, or set aside with the first reason that fits. */
export function readRow(
  line: number,
  cells: Readonly<Record<string, string>>,
  fault?: string,
): Sale | SetAside {
  const text = (column: (typeof COLUMNS)[number]) => (cells[column] ?? '').trim();
  const invoice = text('InvoiceNo');
  const aside = (reason: string): SetAside => ({ line, invoice, reason });
  if (fault) return aside(`malformed row: it ${fault}`);
  const code = text('StockCode').toUpperCase();
  const time = text('InvoiceDate');
  if (!invoice) return aside('malformed row: no invoice number');
  if (!/^\d{4}-\d\d-\d\d\b/.test(time)) return aside('malformed row: no date');
  if (invoice.startsWith('C')) return aside('cancellation');
  if (!/^\d/.test(invoice)) return aside('adjustment');
  const other = notAProduct(code);
  if (other) return aside(other);
  const description = text('Description').replaceAll(/\s+/g, ' ');
  if (!description) return aside('no description');
  const quantity = readQuantity(text('Quantity'));
  if (typeof quantity === 'string') return aside(quantity);
  const unitMinor = readUnitPrice(text('UnitPrice'));
  if (typeof unitMinor === 'string') return aside(unitMinor);
  const customer = text('CustomerID').replace(/\.0$/, '');
  return { line, invoice, code, description, quantity, unitMinor, time, customer, country: text('Country') };
}

function notAProduct(code: string): string | undefined {
  if (PRODUCT_CODE.test(code)) return undefined;
  if (!code) return 'malformed row: no stock code';
  return NOT_PRODUCTS.find(([pattern]) => pattern.test(code))?.[1] ?? 'not a product code';
}

function readQuantity(text: string): number | string {
  if (!/^-?\d+$/.test(text)) return 'malformed row: the quantity is no whole number';
  const quantity = Number(text);
  if (quantity < 0) return 'negative quantity';
  if (quantity === 0) return 'zero quantity';
  return quantity > QUANTITY.max ? 'quantity above the maximum of one line' : quantity;
}

function readUnitPrice(text: string): number | string {
  const minor = decimalToMinor(text, minorDigits(CURRENCY));
  if (minor === 'too-fine') return 'price finer than a penny';
  if (typeof minor === 'string') return 'malformed row: the price is no amount';
  if (minor < 0) return 'negative price';
  return minor === 0 ? 'zero price' : minor;
}
