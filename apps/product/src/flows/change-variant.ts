import { changedTerms, type VariantTerms } from '../domain/variant-terms.ts';
import type { Edit, ProductEdits, VariantOfProduct } from './ports.ts';

/** How a variant is taxed, whether it is shipped, and its barcode. */
export class ChangeVariant {
  constructor(private readonly products: ProductEdits) {}

  /** What is undefined stays. @throws DomainError `request.invalid`, `variant.not_found`, `version.stale` */
  run(variant: Edit, wanted: Partial<VariantTerms>): Promise<VariantOfProduct> {
    return this.products.changeTerms(variant, (current) => changedTerms(current, wanted));
  }
}
