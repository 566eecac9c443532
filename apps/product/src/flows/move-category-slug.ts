import { checkSlug, checkSlugIsFree, readSlug } from '../domain/slug-move.ts';
import type { CategoryEdits } from './ports.ts';
import type { CategoryDetails } from './product-details.ts';

export class MoveCategorySlug {
  constructor(private readonly categories: CategoryEdits) {}

  /** @throws DomainError `request.invalid`, `slug.taken`, `slug.moved`, `category.not_found` */
  async run(
    edit: { readonly id: string; readonly slug: string },
    isTakeOver: boolean,
  ): Promise<CategoryDetails> {
    const slug = readSlug(edit.slug);
    checkSlug(slug);
    return this.categories.changeSlug({ ...edit, slug }, (current, owner) => {
      checkSlugIsFree(owner, current.id, isTakeOver);
      return current.slug !== slug;
    });
  }
}
