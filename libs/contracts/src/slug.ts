/**
 * The one rule for slugs of products and categories (docs/adr/0031-slugs-in-every-script.md): letters, digits and the
 * marks that a script needs, in lower case, with single dashes between. Import, staff's edits and search share it.
 */
import { SLUG_LENGTH } from './limits.ts';

// Latin letters that Unicode does not take apart into a base letter and a mark.
const LETTERS = 'øłđðıħŧŋĸƀɓƈȼɖɗǝəɛƒɠǥɨɩɉƙƚɲƞɔɵƥɍȿƭʈʉʋⱳƴɏƶȥ';
const PLAIN = 'olddihtnkbbccddeeefggiijklnnooprsttuvwyyzz';
const LATIN: ReadonlyMap<string, string> = new Map([
  ...[...LETTERS].map((letter, i) => [letter, PLAIN[i] ?? letter] as const),
  ['ß', 'ss'] as const,
  ['æ', 'ae'] as const,
  ['œ', 'oe'] as const,
  ['þ', 'th'] as const,
]);
const NOT_DECOMPOSED = new RegExp(`[${[...LATIN.keys()].join('')}]`, 'gu');
// Invisible: variation selectors, joiners, soft hyphens, marks of direction.
const INVISIBLE = /\p{Default_Ignorable_Code_Point}|\p{Me}/gu;
// These divide words, invisibly.
const DIVIDERS = /[\u200b\u200c]/g;
const LATIN_MARKS = /(\p{Script=Latin})\p{M}+/gu;
const WORD = /[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu;

/**
 * Latin letters without marks and ligatures: `Smørrebrød` → `smorrebrod`. Marks of other scripts are letters of their
 * own (`й`, `ガ`, `कि`) and stay. In lower case, NFC.
 */
export function foldLatin(text: string): string {
  // NFKC first: ² is 2, ﬁ is fi and full-width letters are letters. "İ" in lower case is an i with a dot above.
  const decomposed = text.normalize('NFKC').toLowerCase().normalize('NFKD');
  return decomposed
    .replace(LATIN_MARKS, '$1')
    .replace(NOT_DECOMPOSED, (letter) => LATIN.get(letter) ?? letter)
    .normalize('NFKC');
}

/**
 * The slug of a handle or name: `Knives & boards` → `knives-boards`, `Кружка 250` → `кружка-250`. A text without
 * letters and digits gets its code points: `+++` → `u2b-2b-2b`. Empty only if the text is blank.
 */
export function slugOf(text: string, maxLength: number = SLUG_LENGTH): string {
  const visible = foldLatin(text.replace(DIVIDERS, ' ').replace(INVISIBLE, ''));
  const words = visible.replace(INVISIBLE, '').match(WORD) ?? codePointsOf(visible);
  return shortened(words.join('-'), maxLength);
}

/** True for what `slugOf` gives, so that one page never has two slugs. */
export const isSlug = (text: string): boolean =>
  text !== '' && text.length <= SLUG_LENGTH && slugOf(text) === text;

/** What the releases before Unicode slugs made of a handle. Products that they imported still have these slugs. */
export function formerSlugOf(handle: string): string {
  const ascii = handle.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return ascii.replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '');
}

function codePointsOf(text: string): string[] {
  const codes = [...text.replace(/\s+/gu, '')].map((sign) => (sign.codePointAt(0) ?? 0).toString(16));
  return codes.length > 0 ? [`u${codes[0]}`, ...codes.slice(1)] : [];
}

/** At most so many UTF-16 code units, without half a letter at the end. */
function shortened(slug: string, maxLength: number): string {
  if (slug.length <= maxLength) return slug;
  let end = maxLength;
  // What is cut off must not begin with a mark of the last letter, nor with the second half of a pair.
  while (end > 0 && /^(?:\p{M}|[\uDC00-\uDFFF])/u.test(slug.slice(end))) end -= 1;
  return slug.slice(0, end).replace(/-+$/, '');
}
