import { SLUG_LENGTH } from '@tradepost/contracts/limits';
import { fold } from './words.ts';

/** The slug of a name: `Knives & boards` → `knives-boards`. Empty if no letter or digit is left. */
export function slugOf(text: string): string {
  return fold(text)
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, SLUG_LENGTH);
}

/** The SKU of a variant that has none, always the same for the same input. */
export function derivedSku(productSlug: string, values: readonly string[]): string {
  return [productSlug, ...values.map(skuPart)].join('--');
}

// "S" and "S+", or "+" and "-", are different values: characters that a slug drops are written as code points.
function skuPart(value: string): string {
  const lost = [...fold(value.trim())].filter((letter) => !/[a-z0-9 -]/.test(letter));
  const tail = lost.map((letter) => letter.codePointAt(0)?.toString(16)).join('');
  return [slugOf(value), tail].filter(Boolean).join('-');
}
