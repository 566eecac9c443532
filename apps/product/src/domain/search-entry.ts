import { facetKey } from './facets.ts';
import { type CategoryRef, filterKey, type ProductRecord } from './product.ts';
import { isGuessable, joinedWordsOf, spellingsOf, textOfHtml, wordsOf } from './words.ts';

/** The entry of an active product in the search index. */
export interface SearchEntry {
  readonly titleKey: string;
  /** Words by weight; those of `a` count most. */
  readonly document: { readonly a: string; readonly b: string; readonly c: string; readonly d: string };
  /** Each word once, sorted. */
  readonly words: readonly string[];
  readonly optionKeys: readonly string[];
  /** The facet keys it is counted under. */
  readonly facets: readonly string[];
  readonly priceMin: number;
  readonly priceMax: number;
  /** Of the cheapest variant. */
  readonly compareAtMinor: number | null;
}

// Postgres refuses documents above a megabyte, and the end of a long description is no help for a search.
const LONGEST_DESCRIPTION = 20_000;

export function searchEntryOf(product: ProductRecord, categories: readonly CategoryRef[]): SearchEntry {
  const choices = product.options.flatMap(({ values }) => values);
  const parts = {
    a: indexed(product.title),
    b: indexed(
      [product.vendor, product.type, ...categories.map(({ name }) => name), ...product.tags].join(' '),
    ),
    c: indexed([...choices, ...product.variants.map(({ sku }) => sku)].join(' ')),
    d: indexed(textOfHtml(product.description.slice(0, LONGEST_DESCRIPTION))),
  };
  const words = [...parts.a, ...parts.b, ...parts.c, ...parts.d].filter((word) => !/\d/.test(word));
  return {
    titleKey: wordsOf(product.title).join(' '),
    document: { a: parts.a.join(' '), b: parts.b.join(' '), c: parts.c.join(' '), d: parts.d.join(' ') },
    words: [...new Set(words)].sort(),
    optionKeys: optionKeysOf(product),
    facets: facetsOf(product, categories),
    ...priceRangeOf(product.variants),
  };
}

/** The lowest and highest price of one piece. */
function priceRangeOf(
  variants: readonly { readonly priceMinor: number; readonly compareAtMinor: number | null }[],
): Pick<SearchEntry, 'priceMin' | 'priceMax' | 'compareAtMinor'> {
  const byPrice = variants.toSorted((one, other) => one.priceMinor - other.priceMinor);
  return {
    priceMin: byPrice[0]?.priceMinor ?? 0,
    priceMax: byPrice.at(-1)?.priceMinor ?? 0,
    compareAtMinor: byPrice[0]?.compareAtMinor ?? null,
  };
}

/** Likely misspellings of these words. */
export function misspellingsOf(words: readonly string[]): { spelling: string; word: string }[] {
  return words
    .filter(isGuessable)
    .flatMap((word) => spellingsOf(word).map((spelling) => ({ spelling, word })));
}

/** Of the variants, not of the options: a value that no variant has finds nothing. */
function optionKeysOf({ variants }: ProductRecord): string[] {
  const keys = variants.flatMap(({ options }) => options.map(({ name, value }) => filterKey(name, value)));
  return [...new Set(keys)].sort();
}

function facetsOf({ vendor, variants }: ProductRecord, categories: readonly CategoryRef[]): string[] {
  const chosen = variants.flatMap(({ options }) =>
    options.map(({ name, value }) =>
      facetKey({ facet: `option.${name}`, label: name, value, valueLabel: value }),
    ),
  );
  const above = categories.map(({ slug, name }) =>
    facetKey({ facet: 'category', label: 'Category', value: slug, valueLabel: name }),
  );
  const made = vendor && facetKey({ facet: 'vendor', label: 'Vendor', value: vendor, valueLabel: vendor });
  return [...new Set([...above, ...(made ? [made] : []), ...chosen])];
}

const indexed = (text: string): string[] => [...wordsOf(text), ...joinedWordsOf(text)];
