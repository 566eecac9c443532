import { SLUG_LENGTH } from '@tradepost/contracts/limits';
import { formerSlugOf } from '@tradepost/contracts/slug';

/** The SKU of a variant that has none, always the same for the same input. */
export function derivedSku(productSlug: string, values: readonly string[]): string {
  return [productSlug, ...values.map(skuPart)].join('--');
}

// "S" and "S+", or "+" and "-", are different values: characters that are dropped are written as code points. Stored SKUs
// were made by this rule, so it does not follow the rule of slugs.
function skuPart(value: string): string {
  const folded = value.trim().normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('ß', 'ss');
  const lost = [...folded].filter((letter) => !/[a-z0-9 -]/.test(letter));
  const tail = lost.map((letter) => letter.codePointAt(0)?.toString(16)).join('');
  return [formerSlugOf(folded).slice(0, SLUG_LENGTH), tail].filter(Boolean).join('-');
}
