import { SLUG_LENGTH } from '@tradepost/contracts/limits';
import { isSlug, slugOf } from '@tradepost/contracts/slug';
import { DomainError } from '@tradepost/decision';
import { invalidField } from './field-errors.ts';

const SLUG_RULE = `Use up to ${SLUG_LENGTH} lower-case letters, digits and single dashes, such as`;

/** The rule, and what the text would be by it. */
export const slugRule = (text: string): string => `${SLUG_RULE} ${slugOf(text) || 'blue-shirt'}.`;

/** As slugs are compared: the same letters may be composed in different ways, which is invisible. */
export const readSlug = (text: string): string => text.trim().normalize('NFC');

/**
 * A handle as it is stored and compared; undefined: none, or one that can't be stored and so is not known again. The same
 * letters may be composed in different ways, which is invisible.
 */
export function readHandle(text: string | undefined): string | undefined {
  const handle = (text ?? '').trim().normalize('NFC');
  const canBeStored = handle.length <= SLUG_LENGTH && handle.isWellFormed() && !handle.includes('\0');
  return handle !== '' && canBeStored ? handle : undefined;
}

/** The product or category that a slug leads to: its current one, or one that it had before. */
export interface SlugOwner {
  readonly id: string;
  /** Its current slug. */
  readonly slug: string;
  readonly isCurrent: boolean;
}

/**
 * A slug in use is never given to another product or category. An old one redirects to its owner, so it is taken from
 * it only if staff ask for that (`isTakeOver`).
 * @throws DomainError `slug.taken`, `slug.moved`
 */
export function checkSlugIsFree(owner: SlugOwner | undefined, id: string, isTakeOver: boolean): void {
  if (!owner || owner.id === id) return;
  if (owner.isCurrent) throw slugTaken();
  if (!isTakeOver)
    throw new DomainError('duplicate', 'slug.moved', movedText(owner.slug), { movedTo: owner.slug });
}

export const slugTaken = (): DomainError =>
  new DomainError('duplicate', 'slug.taken', 'slug: Already in use. Choose another one.');

export const movedText = (slug: string): string =>
  `This is an old slug of "${slug}" and redirects to it. Choose another one, or take it over.`;

/** @throws DomainError `request.invalid` */
export function checkSlug(slug: string): void {
  if (!isSlug(slug)) throw invalidField('slug', slugRule(slug), 'slug.invalid');
}
