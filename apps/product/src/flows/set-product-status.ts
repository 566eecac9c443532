import { invalidField } from '../domain/field-errors.ts';
import type { ProductStatus } from '../domain/product.ts';
import type { Edit, ProductEdits } from './ports.ts';
import type { ProductDetails } from './product-details.ts';

export class SetProductStatus {
  constructor(private readonly products: ProductEdits) {}

  /** @throws DomainError `request.invalid`, `product.not_found`, `version.stale` */
  async run(product: Edit, status: ProductStatus | undefined): Promise<ProductDetails> {
    if (!status) throw invalidField('status', 'Give draft, active or archived.');
    return this.products.changeStatus(product, (current) => (current === status ? undefined : status));
  }
}
