/** Barcodes, and the global trade item numbers (GTIN-8, -12, -13 and -14; EAN, UPC, ISBN-13) among them. */

const LENGTHS = [8, 12, 13, 14];

/** What is wrong with a barcode. `shortened`: a spreadsheet wrote it as a power of ten; `fraction`: it calculated with it. */
export type BarcodeFault = 'shortened' | 'fraction' | 'check-digit';

export type ReadBarcode =
  { readonly barcode: string } | { readonly fault: BarcodeFault; readonly remedy: string };

const SHORTENED = /^\d(?:[.,]\d+)?e\+\d+$/i;
/** Of numbers that a spreadsheet calculated with: `9506000134352.0`. */
const DECIMALS = /^(\d{8,14})[.,]0+$/;
const FRACTION = /^\d{8,14}[.,]\d+$/;
/** As a spreadsheet displays a number: `4,006,381,333,931`. */
const THOUSANDS = /^\d{1,3}(?:([.,'’])\d{3})(?:\1\d{3})+$/;
/** What people and tools write where there is none. */
const NONE = /^(?:n\/?a|none|null|[\p{P}\p{S}\s]+)$/iu;
const BOOKLAND = /^97[89]\d{10}$/;
/** Four groups of ten digits, the last one may be an X. Without separators, it may be any other code. */
const ISBN_10 = /^(?=(?:[^\dX]*[\dX]){10}$)\d{1,5}([\s\p{Pd}])\d{1,7}\1\d{1,7}\1[\dX]$/iu;
const SPACED_GTIN = /^(?:\d\s*){12,14}$/;

/**
 * The barcode to store: a GTIN without the spaces and hyphens that it may be printed with, anything else as it is. What
 * is all digits and as long as a GTIN must have the right check digit; a code of the shop's own is free to have another
 * length, letters or hyphens.
 */
export function readBarcode(text: string): ReadBarcode {
  const trimmed = text.normalize('NFKC').trim().replace(DECIMALS, '$1');
  const barcode = NONE.test(trimmed) ? '' : withoutThousands(trimmed);
  if (SHORTENED.test(barcode))
    return {
      fault: 'shortened',
      remedy: `"${barcode}" was shortened by a spreadsheet. Format the column as text and enter all digits.`,
    };
  if (FRACTION.test(barcode))
    return {
      fault: 'fraction',
      remedy: `"${barcode}" has a decimal point, which no barcode has. Compare it with the product.`,
    };
  if (ISBN_10.test(barcode)) return readIsbn10(barcode);
  const digits = digitsOf(barcode);
  if (digits === undefined || !LENGTHS.includes(digits.length)) return { barcode };
  const expected = checkDigitOf(digits.slice(0, -1));
  if (digits.endsWith(expected)) return { barcode: digits };
  // With separators it may be something else, such as a date; but so many digits and spaces are no other code.
  if (digits !== barcode && !BOOKLAND.test(digits) && !SPACED_GTIN.test(barcode)) return { barcode };
  return wrongCheckDigit(barcode, expected);
}

const wrongCheckDigit = (barcode: string, expected: string): ReadBarcode => ({
  fault: 'check-digit',
  remedy: `"${barcode}" ends with a wrong check digit: it would be ${expected}. Compare it with the product.`,
});

function withoutThousands(text: string): string {
  const digits = THOUSANDS.test(text) ? text.replace(/\D/g, '') : '';
  return LENGTHS.includes(digits.length) ? digits : text;
}

function readIsbn10(barcode: string): ReadBarcode {
  const expected = isbn10CheckDigitOf(barcode);
  return barcode.toUpperCase().endsWith(expected) ? { barcode } : wrongCheckDigit(barcode, expected);
}

/** ISO 2108: from the left, nine digits count ten to two times; with the last one, 11 divides the sum. */
function isbn10CheckDigitOf(isbn: string): string {
  const payload = [...isbn.replace(/[^\dX]/gi, '')].slice(0, 9);
  const sum = payload.reduce((all, digit, i) => all + Number(digit) * (10 - i), 0);
  const check = (11 - (sum % 11)) % 11;
  return check === 10 ? 'X' : String(check);
}

/** The GTIN in a stored barcode; undefined for other codes, and for wrong ones that were stored before they were checked. */
export function gtinOf(barcode: string): string | undefined {
  if (ISBN_10.test(barcode)) return isbn13Of(barcode);
  const digits = digitsOf(barcode);
  if (digits === undefined || !LENGTHS.includes(digits.length) || /^0+$/.test(digits)) return undefined;
  return digits.endsWith(checkDigitOf(digits.slice(0, -1))) ? digits : undefined;
}

/** An ISBN of ten digits is the same book with 978 before it, and another check digit. */
function isbn13Of(isbn10: string): string | undefined {
  const payload = `978${isbn10.replace(/[^\dX]/gi, '').slice(0, 9)}`;
  return 'barcode' in readIsbn10(isbn10) ? payload + checkDigitOf(payload) : undefined;
}

/** The same for GTIN-12, -13 and -14 of one article, which differ in leading zeros. */
export const significantDigits = (digits: string): string => digits.replace(/^0+(?=\d)/, '');

function digitsOf(barcode: string): string | undefined {
  return /^\d[\d\s\p{Pd}]*\d$/u.test(barcode) ? barcode.replace(/\D/g, '') : undefined;
}

/** GS1 General Specifications 7.9: from the right, digits count three and one times. */
function checkDigitOf(payload: string): string {
  const sum = [...payload].reverse().reduce((all, digit, i) => all + Number(digit) * (i % 2 ? 1 : 3), 0);
  return String((10 - (sum % 10)) % 10);
}
