import { fold } from './words.ts';

/** A name for addresses: `Knives & boards` → `knives-boards`. Empty when nothing is left. */
export function slugOf(text: string): string {
  return fold(text)
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 200);
}

/** A SKU for a variant that has none: the same input always gives the same one. */
export function derivedSku(productSlug: string, values: readonly string[]): string {
  return [productSlug, ...values.map(skuPart)].join('--');
}

// "S" and "S+", "+" and "-" are different choices, so what a slug loses is written as code points.
function skuPart(value: string): string {
  const lost = [...fold(value.trim())].filter((letter) => !/[a-z0-9 -]/.test(letter));
  const tail = lost.map((letter) => letter.codePointAt(0)?.toString(16)).join('');
  return [slugOf(value), tail].filter(Boolean).join('-');
}
