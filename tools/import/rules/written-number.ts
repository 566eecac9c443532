/** Why a cell is no plain number; the caller says in which column, and what to write. */
export type NumberFault =
  | { readonly kind: 'not-a-number' }
  /** It can be read in two ways. */
  | { readonly kind: 'ambiguous'; readonly readings: readonly [string, string] }
  /** A spreadsheet shortened it, so that its last digits are lost. */
  | { readonly kind: 'shortened' }
  | { readonly kind: 'other-currency'; readonly sign: string };

export type WrittenNumber = { readonly decimal: string } | NumberFault;

const SIGNS: Readonly<Record<string, readonly string[]>> = {
  '£': ['GBP'],
  '€': ['EUR'],
  $: ['USD', 'AUD', 'CAD', 'NZD', 'HKD', 'SGD', 'MXN', 'TWD', 'ARS', 'CLP', 'COP'],
  '¥': ['JPY', 'CNY'],
  '₹': ['INR'],
  '₽': ['RUB'],
  '₩': ['KRW'],
  '₺': ['TRY'],
  '₴': ['UAH'],
  zł: ['PLN'],
  Kč: ['CZK'],
  Ft: ['HUF'],
  kr: ['SEK', 'NOK', 'DKK', 'ISK'],
};

const GROUPS = /^\d{1,3}(?:([ '’.,])\d{3})(?:\1\d{3})*$/;
const INDIAN_GROUPS = /^\d{1,2}(?:,\d{2})+,\d{3}$/;
/** Groups that can't be decimals: parted by a space or an apostrophe, or more than two of them. */
const CLEAR_GROUPS = /^\d{1,3}(?:([ '’])\d{3}(?:\1\d{3})*|([.,])\d{3}(?:\2\d{3})+)$/;

/** Digits and signs of East Asian keyboards, which are as wide as a syllable. */
const halfWidth = (text: string): string =>
  text.replace(/[\uff01-\uff5e\uffe0-\uffe6\u3000]+/g, (wide) => wide.normalize('NFKC'));

/**
 * A number as people and spreadsheets write it, as a plain decimal ("1,299.00" → "1299.00"). What can be read in two ways
 * ("1.299" of a thing with two decimals) is refused, never guessed.
 * @param decimals how many digits the number may have after its point
 */
export function readNumber(written: string, decimals: number): WrittenNumber {
  const text = halfWidth(written)
    .replace(/[\s\u00a0\u202f\u2009]+/g, ' ')
    .replace(/\u2212/g, '-')
    .trim();
  if (/^-?\d[\d.,]*e[-+]?\d+$/i.test(text)) return { kind: 'shortened' };
  const [, sign = '', digits = ''] = /^([-+]?) ?(.*)$/.exec(text) ?? [];
  const read = withoutGroups(digits, decimals);
  return 'decimal' in read ? { decimal: (sign === '-' ? '-' : '') + read.decimal } : read;
}

/** As `readNumber`, with the sign or the code of its currency before or after it. */
export function readAmount(written: string, currency: string, decimals: number): WrittenNumber {
  const text = halfWidth(written).trim();
  const found =
    /^(?<minus>[-\u2212]?)\s*(?<sign>[\p{Sc}]|[A-Za-z]{1,3}\$?|zł|Kč)(?:(?<=\p{L})\.)?\s*(?<rest>[-\u2212]?[.,]?\d.*)$/u.exec(
      text,
    ) ??
    /^(?<minus>[-\u2212]?)(?<rest>[.,]?\d[^\p{L}\p{Sc}]*)\s*(?<sign>[\p{Sc}]|[A-Za-z]{2,3}|zł|Kč)\.?$/u.exec(
      text,
    );
  if (!found?.groups) return readNumber(text, decimals);
  const { minus = '', sign = '', rest = '' } = found.groups;
  const isOurs = sign.toUpperCase() === currency || (SIGNS[sign]?.includes(currency) ?? false);
  if (!isOurs)
    return SIGNS[sign] || /^[A-Z]{3}$/.test(sign)
      ? { kind: 'other-currency', sign }
      : { kind: 'not-a-number' };
  return readNumber(minus + rest, decimals);
}

function withoutGroups(text: string, decimals: number): WrittenNumber {
  if (/^\d+$/.test(text)) return { decimal: text };
  if (CLEAR_GROUPS.test(text) || INDIAN_GROUPS.test(text)) return { decimal: text.replace(/\D/g, '') };
  // Nothing before or after the point, as some people write and some programs shorten it.
  const bare = /^(\d*)[.,](\d*)$/.exec(text);
  if (bare && (bare[1] === '') !== (bare[2] === ''))
    return { decimal: bare[2] ? `0.${bare[2]}` : (bare[1] ?? '') };
  const [, whole = '', point = '', fraction = ''] = /^(.*\d)([.,])(\d+)$/.exec(text) ?? [];
  if (/^\d+$/.test(whole)) return onePoint(whole, point, fraction, decimals);
  const isGrouped = !whole.includes(point) && (GROUPS.test(whole) || INDIAN_GROUPS.test(whole));
  return isGrouped ? { decimal: `${whole.replace(/\D/g, '')}.${fraction}` } : { kind: 'not-a-number' };
}

/** One sign that may be the point of a decimal, or part thousands. */
function onePoint(whole: string, point: string, fraction: string, decimals: number): WrittenNumber {
  const isGroup = fraction.length === 3 && whole.length <= 3 && !whole.startsWith('0');
  const asGroup = whole + fraction;
  const asDecimal = `${whole}.${fraction}`;
  if (!isGroup) return { decimal: asDecimal };
  // Three digits that the currency has are its smallest coins when they stand after a point.
  if (decimals >= 3 && point === '.') return { decimal: asDecimal };
  // Whole things are counted, not measured to a thousandth: "1,000" are a thousand.
  if (decimals === 0 && point === ',') return { decimal: asGroup };
  return { kind: 'ambiguous', readings: [asDecimal, asGroup] };
}
