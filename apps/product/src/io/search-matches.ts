import { Injectable } from '@nestjs/common';
import { type Sql, sql } from '@tradepost/database';
import type { Matches } from '../domain/browse.ts';
import { CatalogueIndex } from '../domain/catalogue-index.ts';
import { MATCHES_AS_TYPED, type ProductQuery } from '../domain/product-query.ts';
import { ProductDatabase } from './product-database.ts';
import { guessedTerms, isMatch, terms } from './search-terms.sql.ts';
import { shared, type SharedRead } from './shared-read.ts';

type Guesses = readonly (readonly string[])[];

/** Of all that is kept. */
const MOST_BYTES = 8_000_000;
const MATCH_BYTES = 2 * Int32Array.BYTES_PER_ELEMENT;
/** Of a search without a result, measured: its place in the map, a promise and two empty arrays. */
const ENTRY_BYTES = 800;
const ID_LENGTH = 36;

/**
 * The products that match words, found by Postgres. They stay the same until an entry changes, whatever filters, sort or
 * page are asked for.
 */
@Injectable()
export class SearchMatches {
  private readonly kept = new Map<string, Promise<Matches>>();
  private revision = -1;
  private bytes = 0;

  constructor(
    private readonly db: ProductDatabase,
    private readonly index: CatalogueIndex,
  ) {}

  /** As of the last refresh of the index, or later. */
  of(query: ProductQuery, guesses?: Guesses): Promise<Matches> {
    return shared(() => this.join(query, guesses));
  }

  private join(query: ProductQuery, guesses?: Guesses): SharedRead<Matches> {
    if (this.revision !== this.index.revision || this.bytes > MOST_BYTES) this.forget();
    const { terms, codes, titleKey, isOfStopWords, sort } = query;
    const name = JSON.stringify([terms, codes, titleKey, isOfStopWords, sort === 'relevance', guesses]);
    const known = this.kept.get(name);
    if (known) return { result: known, isOwn: false };
    const found = this.find(query, guesses);
    this.kept.set(name, found);
    // Counted at once: searches without a result are kept as well, and nothing bounds how many there are.
    this.bytes += ENTRY_BYTES + 2 * name.length;
    found.catch(() => this.forget());
    return { result: found, isOwn: true };
  }

  private forget(): void {
    this.kept.clear();
    this.bytes = 0;
    this.revision = this.index.revision;
  }

  private async find(query: ProductQuery, guesses?: Guesses): Promise<Matches> {
    const { found } = await this.db.one<{ found: string | null }>(matching(query, guesses));
    // A product that was listed after the index was read is left out; it is there for the next who asks.
    const known = (found?.split(' ') ?? []).flatMap((one) => {
      const slot = this.index.slotOf(one.slice(0, ID_LENGTH));
      return slot === undefined ? [] : [[slot, Number(one.slice(ID_LENGTH))] as const];
    });
    this.bytes += known.length * MATCH_BYTES;
    return {
      slots: Int32Array.from(known, ([slot]) => slot),
      relevances: Int32Array.from(known, ([, relevance]) => relevance),
    };
  }
}

const matching = (query: ProductQuery, guesses?: Guesses): Sql => sql`
  WITH terms AS MATERIALIZED (${guesses ? guessedTerms(query, guesses) : terms(query)})
  SELECT string_agg(ps.product_id::text || ${query.sort === 'relevance' ? relevanceTo(query.titleKey) : sql`'0'`}, ' ')
    AS found
  FROM product_search ps, terms WHERE ${isMatch(query)}`;

/**
 * A whole number, so that a cursor can repeat it exactly; the code that was typed comes first, then the title, then what matches as
 * typed, then what was guessed.
 */
const relevanceTo = (titleKey: string): Sql => sql`
  (CASE WHEN ps.document @@ terms.exact THEN ${3 * MATCHES_AS_TYPED}::int
    WHEN ps.title_key = ${titleKey} THEN ${2 * MATCHES_AS_TYPED}::int
    WHEN ps.document @@ terms.strict THEN ${MATCHES_AS_TYPED}::int ELSE 0 END
    + ts_rank(ps.document, terms.wide) * 100000)::int`;
