import { isSame } from './is-same.ts';
import type { VariantRecord } from './product.ts';

/** How a variant is taxed, and whether it is shipped. */
export type VariantTerms = Pick<VariantRecord, 'taxClass' | 'requiresShipping'>;

/** The terms to store for a variant that has `current` ones; undefined when they are the same. */
export function changedTerms(
  { taxClass, requiresShipping }: VariantTerms,
  wanted: { readonly [Term in keyof VariantTerms]?: VariantTerms[Term] | undefined },
): VariantTerms | undefined {
  const current = { taxClass, requiresShipping };
  const next = {
    taxClass: wanted.taxClass ?? taxClass,
    requiresShipping: wanted.requiresShipping ?? requiresShipping,
  };
  return isSame(current, next) ? undefined : next;
}
