/** Barcodes, and the global trade item numbers (GTIN-8, -12, -13 and -14; EAN, UPC, ISBN-13) among them. */

const LENGTHS = [8, 12, 13, 14];

/** What is wrong with a barcode. `shortened`: a spreadsheet wrote it as a power of ten. */
export type BarcodeFault = 'shortened' | 'check-digit';

export type ReadBarcode =
  { readonly barcode: string } | { readonly fault: BarcodeFault; readonly remedy: string };

const SHORTENED = /^\d(?:[.,]\d+)?e\+\d+$/i;
/** Of numbers that a spreadsheet calculated with: `9506000134352.0`. */
const DECIMALS = /^(\d{8,14})[.,]0+$/;
const BOOKLAND = /^97[89]\d{10}$/;

/**
 * The barcode to store: a GTIN without the spaces and hyphens that it may be printed with, anything else as it is. What
 * is all digits and as long as a GTIN must have the right check digit; a code of the shop's own is free to have another
 * length, letters or hyphens.
 */
export function readBarcode(text: string): ReadBarcode {
  const barcode = text.normalize('NFKC').trim().replace(DECIMALS, '$1');
  if (SHORTENED.test(barcode))
    return {
      fault: 'shortened',
      remedy: `"${barcode}" was shortened by a spreadsheet. Format the column as text and enter all digits.`,
    };
  const digits = digitsOf(barcode);
  if (digits === undefined || !LENGTHS.includes(digits.length)) return { barcode };
  const expected = checkDigitOf(digits.slice(0, -1));
  if (digits.endsWith(expected)) return { barcode: digits };
  // With separators it may be something else, such as a date.
  if (digits !== barcode && !BOOKLAND.test(digits)) return { barcode };
  return {
    fault: 'check-digit',
    remedy: `"${barcode}" ends with a wrong check digit: it would be ${expected}. Compare it with the product.`,
  };
}

/** The GTIN in a stored barcode; undefined for other codes, and for wrong ones that were stored before they were checked. */
export function gtinOf(barcode: string): string | undefined {
  const digits = digitsOf(barcode);
  if (digits === undefined || !LENGTHS.includes(digits.length) || /^0+$/.test(digits)) return undefined;
  return digits.endsWith(checkDigitOf(digits.slice(0, -1))) ? digits : undefined;
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
