import { checkSlug, checkSlugIsFree, readSlug } from '../domain/slug-move.ts';
import type { Edit, ProductEdits } from './ports.ts';
import type { ProductDetails } from './product-details.ts';

export class MoveProductSlug {
  constructor(private readonly products: ProductEdits) {}

  /** @throws DomainError `request.invalid`, `slug.taken`, `slug.moved`, `product.not_found`, `version.stale` */
  async run(edit: Edit & { readonly slug: string }, isTakeOver: boolean): Promise<ProductDetails> {
    const slug = readSlug(edit.slug);
    checkSlug(slug);
    return this.products.changeSlug({ ...edit, slug }, (current, owner) => {
      checkSlugIsFree(owner, current.id, isTakeOver);
      return current.slug !== slug;
    });
  }
}
