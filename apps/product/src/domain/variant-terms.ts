import { FieldErrors } from './field-errors.ts';
import { isSame } from './is-same.ts';
import type { VariantRecord } from './product.ts';

/** How a variant is taxed, whether it is shipped, and what scanners read. */
export type VariantTerms = Pick<VariantRecord, 'taxClass' | 'requiresShipping' | 'barcode'>;

/**
 * The terms to store for a variant that has `current` ones; undefined when they are the same.
 * @throws DomainError `request.invalid`
 */
export function changedTerms(
  { taxClass, requiresShipping, barcode }: VariantTerms,
  wanted: { readonly [Term in keyof VariantTerms]?: VariantTerms[Term] | undefined },
): VariantTerms | undefined {
  const current = { taxClass, requiresShipping, barcode };
  const errors = new FieldErrors();
  const next = {
    taxClass: wanted.taxClass ?? taxClass,
    requiresShipping: wanted.requiresShipping ?? requiresShipping,
    barcode: wanted.barcode === undefined ? barcode : errors.barcode('barcode', wanted.barcode),
  };
  errors.throwIfAny();
  return isSame(current, next) ? undefined : next;
}
