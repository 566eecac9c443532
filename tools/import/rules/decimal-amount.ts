/** Why a written amount cannot be taken as money; the caller turns it into a sentence. */
export type AmountFault = 'not-a-number' | 'too-fine' | 'too-large';

const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?$/;

/** How many digits follow the point in prices of this currency (2 for GBP, 0 for JPY). */
export function minorDigits(currency: string): number {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  return format.resolvedOptions().maximumFractionDigits ?? 2;
}

/**
 * "12.9" → 1290, by moving the point in the text: no float is ever involved, so no penny is ever lost.
 * Zeros beyond the last minor digit are harmless; other digits there are refused, never rounded.
 */
export function decimalToMinor(text: string, digits: number): number | AmountFault {
  const match = DECIMAL.exec(text.trim());
  if (!match) return 'not-a-number';
  const [, sign, whole = '', fraction = ''] = match;
  if (/[1-9]/.test(fraction.slice(digits))) return 'too-fine';
  const minor = Number(whole + fraction.slice(0, digits).padEnd(digits, '0'));
  if (!Number.isSafeInteger(minor)) return 'too-large';
  return sign && minor !== 0 ? -minor : minor;
}

/** 1290 → "12.90"; the inverse of `decimalToMinor`. */
export function minorToDecimal(minor: number, digits: number): string {
  const text = String(Math.abs(minor)).padStart(digits + 1, '0');
  const sign = minor < 0 ? '-' : '';
  if (digits === 0) return sign + text;
  return `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}
