import { checkSlug, checkSlugIsFree } from '../domain/slug-move.ts';
import type { CategoryEdits } from './ports.ts';
import type { CategoryDetails } from './product-details.ts';

export class MoveCategorySlug {
  constructor(private readonly categories: CategoryEdits) {}

  /** @throws DomainError `request.invalid`, `slug.taken`, `slug.moved`, `category.not_found` */
  async run(
    category: { readonly id: string; readonly slug: string },
    isTakeOver: boolean,
  ): Promise<CategoryDetails> {
    checkSlug(category.slug);
    return this.categories.changeSlug(category, (current, owner) => {
      checkSlugIsFree(owner, current.id, isTakeOver);
      return current.slug !== category.slug;
    });
  }
}
