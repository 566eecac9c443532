import { SLUG_LENGTH } from '@tradepost/contracts/limits';
import { slugOf } from '@tradepost/contracts/slug';
import type { CategoryRef } from './product.ts';

/** The stored categories, as imports look them up. */
export interface KnownCategories {
  /** The current slug by each slug that a category has or had. */
  readonly slugs: ReadonlyMap<string, string>;
  /** The current slug by `nameKey`. */
  readonly names: ReadonlyMap<string, string>;
}

/** Equal for names that differ in case and space only. */
export const nameKey = (name: string): string =>
  name.normalize('NFC').toLowerCase().trim().replace(/\s+/gu, ' ');

/** The categories of one import: those that exist, and those that it creates. */
export class CategoryNames {
  private readonly added = new Map<string, CategoryRef>();

  constructor(private readonly known: KnownCategories) {}

  /** What the input calls it is a name, or a slug; `isName`: certainly a name. @returns the slug, if it exists */
  existing(text: string, isName: boolean): string | undefined {
    const bySlug = isName ? undefined : this.known.slugs.get(text);
    return bySlug ?? this.known.names.get(nameKey(text));
  }

  /** The category to create for a name: the same one for the same name, and another for each other name. */
  create(name: string): CategoryRef {
    const added = this.added.get(nameKey(name)) ?? { slug: this.freeSlug(name), name };
    this.added.set(nameKey(name), added);
    return added;
  }

  /** `C++` and `C#` are both `c`: the one that comes later has a mark that is always the same for its name. */
  private freeSlug(name: string): string {
    const taken = new Set([...this.added.values()].map(({ slug }) => slug));
    const isFree = (slug: string) => !taken.has(slug) && !this.known.slugs.has(slug);
    let slug = slugOf(name);
    for (let round = 0; !isFree(slug); round++) {
      const mark = markOf(`${nameKey(name)}${round > 0 ? round : ''}`);
      slug = `${slugOf(name, SLUG_LENGTH - mark.length - 1)}-${mark}`;
    }
    return slug;
  }
}

/** Six letters and digits: FNV-1a over the code units. */
function markOf(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(36).padStart(6, '0').slice(-6);
}
