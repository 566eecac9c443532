import { PAGE_SIZE, PRODUCT } from '@tradepost/contracts/limits';
import { slugOf } from '@tradepost/contracts/slug';
import { DomainError } from '@tradepost/decision';
import { compositionsOf } from './composed.ts';
import { cursorFor, readCursor } from './cursor.ts';
import { invalidField } from './field-errors.ts';
import { filterKey } from './product.ts';
import { codeKeysOf, type SearchTerm, termsOf, withoutLabel } from './search-terms.ts';
import { STOP_WORDS } from './stop-words.ts';
import { wordsOf } from './words.ts';

export type Sort = 'relevance' | 'newest' | 'popular' | 'price' | '-price' | 'title';

/** A page starts after the product with this sort value and id. */
export interface After {
  readonly value: number | string;
  readonly id: string;
}

export interface OptionFilter {
  readonly name: string;
  readonly keys: readonly string[];
}

/** A checked request for a list of products. */
export interface ProductQuery {
  /** What the search text asks for; empty: no search. */
  readonly terms: readonly SearchTerm[];
  /** Keys of the code that the text may be: a product that has it comes before all others. */
  readonly codes: readonly string[];
  /** As `SearchEntry.titleKey`: a product with exactly this title comes first. */
  readonly titleKey: string;
  /** The text has only words that are left out of documents, except of titles. */
  readonly isOfStopWords: boolean;
  /** The text has no word in it, so nothing can match. */
  readonly isNonsense: boolean;
  readonly category: string;
  readonly vendors: readonly string[];
  readonly minPrice: number | undefined;
  readonly maxPrice: number | undefined;
  readonly isInStock: boolean;
  readonly options: readonly OptionFilter[];
  readonly sort: Sort;
  readonly limit: number;
  readonly after: After | undefined;
  /** The previous page was found by guessing at misspelt words. */
  readonly isGuessed: boolean;
  readonly withFacets: boolean;
}

/** As a request has it. */
export interface ListRequest {
  readonly query: string;
  readonly category: string;
  readonly vendors: readonly string[];
  readonly minPriceMinor?: number | undefined;
  readonly maxPriceMinor?: number | undefined;
  readonly inStock: boolean;
  readonly options: readonly { readonly name: string; readonly values: readonly string[] }[];
  readonly pageSize: number;
  readonly pageToken: string;
  readonly withFacets: boolean;
}

/** The least relevance of a product that contains every word as it was typed. */
export const MATCHES_AS_TYPED = 1_000_000;

/** @throws DomainError `request.invalid`, `cursor.invalid` */
export function readQuery(request: ListRequest, sort: Sort | undefined): ProductQuery {
  checkPageSize(request.pageSize);
  checkTexts([
    request.category,
    ...request.vendors,
    ...request.options.flatMap((one) => [one.name, ...one.values]),
  ]);
  if (request.options.length > PRODUCT.options)
    throw invalidField('options', `Filter by at most ${PRODUCT.options} options.`, 'list.too_long');
  const text = withoutLabel(request.query);
  const terms = termsOf(text);
  // Without words all products are equally relevant.
  const order =
    terms.length === 0 && (sort ?? 'relevance') === 'relevance' ? 'newest' : (sort ?? 'relevance');
  const cursor = request.pageToken === '' ? undefined : readCursor(request.pageToken, order);
  return {
    terms,
    codes: codeKeysOf(text),
    titleKey: wordsOf(request.query).join(' '),
    isOfStopWords: terms.length > 0 && terms.every(({ typed }) => STOP_WORDS.has(typed)),
    isNonsense: terms.length === 0 && request.query.trim() !== '',
    category: request.category,
    vendors: compositionsOf(request.vendors.filter((vendor) => vendor !== '')),
    minPrice: request.minPriceMinor,
    maxPrice: request.maxPriceMinor,
    isInStock: request.inStock,
    options: request.options
      .filter(({ values }) => values.length > 0)
      .map(({ name, values }) => ({
        name: name.normalize('NFC').toLowerCase(),
        keys: values.map((v) => filterKey(name, v)),
      })),
    sort: order,
    limit: request.pageSize,
    after: cursor,
    isGuessed: cursor?.isGuessed ?? false,
    withFacets: request.withFacets,
  };
}

/** @throws DomainError `request.invalid` */
export function checkPageSize(size: number, max: number = PAGE_SIZE.max): void {
  if (!Number.isInteger(size) || size < PAGE_SIZE.min || size > max)
    throw invalidField('pageSize', `Give a whole number from ${PAGE_SIZE.min} to ${max}.`, 'field.range');
}

// Postgres can't compare a text with a zero character in it.
function checkTexts(texts: readonly string[]): void {
  if (texts.some((text) => text.includes('\0')))
    throw new DomainError('invalid', 'request.invalid', 'A filter contains the character U+0000. Remove it.');
}

export const nextPage = (query: ProductQuery, last: After, isGuessed: boolean): string =>
  cursorFor(query.sort, { ...last, isGuessed });

/** A category's slug as it was given, and as it is stored: `Чай 250` is `чай-250`. */
export const slugsMeant = (category: string): string[] => [...new Set([category, slugOf(category)])];
