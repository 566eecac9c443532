import { nothing, type Sql, sql } from '@tradepost/database';
import type { ProductQuery } from '../domain/product-query.ts';
import type { SearchTerm } from '../domain/search-terms.ts';

/**
 * `strict` matches the words as typed, the last one as a prefix; `wide` also the words that they are misspellings of.
 * Sorted by relevance, the latter come last. In other sorts they would be mixed in, so there a word that is in the index
 * means only itself.
 */
export function terms({ terms: asked, codes, sort, isOfStopWords }: ProductQuery): Sql {
  const unlessKnown = sql`AND NOT EXISTS (SELECT FROM search_words known WHERE known.word = typed)`;
  const config = isOfStopWords ? sql`'simple'` : sql`'english'`;
  const texts = textsOf(asked);
  return sql`
    SELECT to_tsquery(${config}, ${allOf(texts)}) AS strict, ${exactly(codes)} AS exact,
      to_tsquery(${config}, string_agg('(' || text || coalesce(meant, '') || ')', ' & ')) || ${exactly(codes)} AS wide
    FROM unnest(${asked.map(({ typed }) => typed)}::text[], ${texts}::text[]) AS word (typed, text) CROSS JOIN LATERAL (
      SELECT string_agg(' | ''' || s.word || '''', '') AS meant FROM search_spellings s
      WHERE s.spelling = typed ${sort === 'relevance' ? nothing : unlessKnown}) guess`;
}

export function guessedTerms(
  { terms: asked, codes }: ProductQuery,
  guesses: readonly (readonly string[])[],
): Sql {
  const texts = textsOf(asked);
  const wide = texts.map((text, i) => [text, ...(guesses[i] ?? []).slice(1).map(quoted)].join(' | '));
  return sql`SELECT to_tsquery('english', ${allOf(texts)}) AS strict, ${exactly(codes)} AS exact,
    to_tsquery('english', ${allOf(wide)}) AS wide`;
}

const exactly = (codes: readonly string[]): Sql => sql`${codes.map(quoted).join(' | ')}::tsquery`;

const allOf = (texts: readonly string[]): string => texts.map((text) => `(${text})`).join(' & ');

/** Tokens have neither quotes nor backslashes. */
const quoted = (token: string): string => `'${token}'`;

/** The terms in the language of `to_tsquery`; the last one may be the beginning of a word. */
const textsOf = (asked: readonly SearchTerm[]): string[] =>
  asked.map(({ anyOf }, i) => {
    const isLast = i === asked.length - 1;
    // A single letter at the end of `USB-C` is complete.
    const endOf = (all: readonly string[]) =>
      isLast && (all.length === 1 || [...(all.at(-1) ?? '')].length > 1) ? ':*' : '';
    return anyOf.map((all) => `(${all.map(quoted).join(' & ')}${endOf(all)})`).join(' | ');
  });

/** Older entries have no stop words: at least the product of exactly this title is found. */
export const isMatch = ({ isOfStopWords, titleKey }: ProductQuery): Sql =>
  isOfStopWords
    ? sql`(ps.document @@ terms.wide OR ps.title_key = ${titleKey})`
    : sql`ps.document @@ terms.wide`;
