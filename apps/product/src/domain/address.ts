import { DomainError } from '@tradepost/decision';

const SLUG = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const LONGEST = 200;

export const SLUG_RULE = 'Use letters a to z, digits and single dashes, such as blue-shirt.';

export const isSlug = (text: string): boolean => SLUG.test(text) && text.length <= LONGEST;

/** Who has an address now, or had it last: then `slug` is where they are found today. */
export type Owner = { readonly id: string; readonly slug: string; readonly isPresent: boolean };

/**
 * An address belongs to whom it leads to. One that is in use is never taken; an old one only by who says that links to
 * its former owner may break.
 * @throws DomainError `slug.taken`, `slug.moved`
 */
export function checkFree(owner: Owner | undefined, id: string, isTakeOver: boolean): void {
  if (!owner || owner.id === id) return;
  if (owner.isPresent) throw new DomainError('duplicate', 'slug.taken', 'Another one has this address.');
  if (!isTakeOver)
    throw new DomainError('duplicate', 'slug.moved', movedDetail(owner.slug), { movedTo: owner.slug });
}

export const movedDetail = (slug: string): string => `This is an old address of "${slug}" and leads there.`;

/** @throws DomainError `request.invalid` */
export function checkSlug(slug: string): void {
  if (!isSlug(slug))
    throw new DomainError('invalid', 'request.invalid', `slug: ${SLUG_RULE}`, {
      errors: [{ code: 'slug.invalid', field: 'slug', detail: SLUG_RULE }],
    });
}
