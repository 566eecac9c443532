import { facetKey } from './facets.ts';
import {
  type CategoryRef,
  type Choice,
  filterKey,
  type ProductRecord,
  type VariantRecord,
} from './product.ts';
import { codeKeysOf, codeTokensOf, isSentence, tokensOf } from './search-terms.ts';
import { STOP_WORDS } from './stop-words.ts';
import { isGuessable, joinedWordsOf, spellingsOf, textOfHtml, wordsOf } from './words.ts';

/** The entry of an active product in the search index. */
export interface SearchEntry {
  readonly titleKey: string;
  /** Words by weight; those of `a` count most. `stop`: words of the title that would be left out otherwise; `codes`: `codeKeysOf` its variants. */
  readonly document: Readonly<Record<'a' | 'b' | 'c' | 'd' | 'stop' | 'codes', string>>;
  /** Each word once, sorted. */
  readonly words: readonly string[];
  readonly optionKeys: readonly string[];
  /** The facet keys it is counted under. */
  readonly facets: readonly string[];
  /** What each variant has, in the order of the product's. */
  readonly variants: readonly VariantEntry[];
  readonly priceMin: number;
  readonly priceMax: number;
  /** Of the cheapest variant. */
  readonly compareAtMinor: number | null;
}

// The end of a long description is no help for a search.
const LONGEST_DESCRIPTION = 20_000;

/** What filters ask of one variant. */
export interface VariantEntry {
  readonly priceMinor: number;
  readonly optionKeys: readonly string[];
  /** A digit for each of the product's `facets`: 1 for those of its options. */
  readonly facetBits: string;
}

export function searchEntryOf(product: ProductRecord, categories: readonly CategoryRef[]): SearchEntry {
  const choices = product.options.flatMap(({ values }) => values);
  const codes = product.variants.flatMap(({ sku, barcode }) => (barcode ? [sku, barcode] : [sku]));
  const texts = {
    a: product.title,
    b: [product.vendor, product.type, ...categories.map(({ name }) => name), ...product.tags].join(' '),
    c: [...choices, ...product.variants.map(({ sku }) => sku)].join(' '),
    d: textOfHtml(product.description.slice(0, LONGEST_DESCRIPTION)),
  };
  const words = Object.values(texts).flatMap((text) => [...wordsOf(text), ...joinedWordsOf(text)]);
  const titleWords = wordsOf(product.title);
  const chosen = product.variants.flatMap(({ options }) => options.map(facetOf));
  const facets = unique([...facetsOf(product, categories), ...chosen]);
  const variants = product.variants.map((variant) => variantEntryOf(variant, facets));
  return {
    titleKey: titleWords.join(' '),
    document: {
      a: limited(tokensOf(texts.a), 30_000),
      b: limited(tokensOf(texts.b), 150_000),
      c: limited(
        unique([...codes.flatMap(codeTokensOf), ...choices.flatMap((choice) => tokensOf(choice))]),
        500_000,
      ),
      d: limited(tokensOf(texts.d, true), 200_000),
      codes: limited(unique(codes.flatMap(codeKeysOf)), 100_000),
      stop: titleWords.filter((word) => STOP_WORDS.has(word)).join(' '),
    },
    words: unique(words.filter(isSuggestable)).sort(),
    optionKeys: [...new Set(variants.flatMap(({ optionKeys }) => optionKeys))].sort(),
    facets,
    variants,
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

const variantEntryOf = ({ priceMinor, options }: VariantRecord, facets: readonly string[]): VariantEntry => ({
  priceMinor,
  optionKeys: options.map(({ name, value }) => filterKey(name, value)),
  facetBits: bitsOf(new Set(options.map(facetOf)), facets),
});

const bitsOf = (own: ReadonlySet<string>, facets: readonly string[]): string =>
  facets.map((key) => (own.has(key) ? '1' : '0')).join('');

const facetOf = ({ name, value }: Choice): string =>
  facetKey({ facet: `option.${name}`, label: name, value, valueLabel: value });

function facetsOf({ vendor }: ProductRecord, categories: readonly CategoryRef[]): string[] {
  const above = categories.map(({ slug, name }) =>
    facetKey({ facet: 'category', label: 'Category', value: slug, valueLabel: name }),
  );
  const made = vendor && facetKey({ facet: 'vendor', label: 'Vendor', value: vendor, valueLabel: vendor });
  return [...above, ...(made ? [made] : [])];
}

/** Postgres refuses documents above a megabyte: each word costs its bytes, and about eight more. */
function limited(words: readonly string[], maxBytes: number): string {
  let bytes = 0;
  const kept = words.filter((word) => {
    bytes += 8;
    for (const letter of word) bytes += letter < '\u0080' ? 1 : 4;
    return bytes <= maxBytes;
  });
  return kept.join(' ');
}

const unique = (words: readonly string[]): string[] => [...new Set(words)];

/** Not codes, and no sentence of a script without spaces. */
const isSuggestable = (word: string): boolean => !/\d/.test(word) && !isSentence(word);
