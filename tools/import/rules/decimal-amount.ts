export { minorDigits, minorToDecimal } from '@tradepost/decision';

/** Why a written amount cannot be taken as money; the caller turns it into a sentence. */
export type AmountFault = 'not-a-number' | 'too-fine' | 'too-large';

const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?$/;

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
