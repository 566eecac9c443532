import type { Schema } from '@tradepost/api-client';
import { type ReactNode, useId } from 'react';
import { Form, Link, useLocation, useNavigate, useNavigation, useSearchParams } from 'react-router';
import {
  filtersOf,
  fromForm,
  type Listing,
  narrowed,
  readListing,
  type Sort,
  SORTS,
  toSearch,
  wider,
} from '../../lib/listing.ts';
import { useWords } from '../../lib/text/text.tsx';
import { cx } from '../../ui/class-names.ts';
import { FilterChips } from './filter-chips.tsx';
import { Filters } from './filters.tsx';
import { FilterSheet } from './filter-sheet.tsx';
import { ProductGrid } from './product-card.tsx';

export interface ListingData {
  items: Schema<'ProductSummary'>[];
  facets: Schema<'Facet'>[];
  total: number;
  nextCursor: string | null;
  isPriceWrong: boolean;
}

interface Shown {
  data: ListingData;
  currency: string;
  /** Facets that the page shows elsewhere. */
  hidden: string[];
  /** Shown before the other filters. */
  first?: (listing: Listing) => ReactNode;
  /** Shown instead of an empty list without filters. */
  empty: ReactNode;
}

/** Filters, sort order and products; all state is in the URL. */
export function ProductList({ data, currency, hidden, first, empty }: Shown) {
  const { listing, isPending } = useAskedListing();
  const id = useId();
  const count = filtersOf(listing).length;
  const facets = data.facets.filter(({ name, values }) => !hidden.includes(name) && values.length > 0);
  const filters = (where: string) => (
    <Filters id={`${id}-${where}`} {...{ listing, facets }} isPriceWrong={data.isPriceWrong} first={first} />
  );
  if (data.total === 0 && count === 0 && !listing.category) return empty;
  return (
    <div className="grid gap-x-10 gap-y-6 lg:grid-cols-[15rem_minmax(0,1fr)]">
      <aside className="hidden max-lg:order-last lg:block noscript:block">{filters('aside')}</aside>
      <div className="grid content-start gap-6">
        <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
          <FilterSheet count={count} total={data.total}>
            {filters('sheet')}
          </FilterSheet>
          <SortField listing={listing} />
        </div>
        <FilterChips listing={listing} currency={currency} />
        <div
          aria-busy={isPending}
          className={cx('grid gap-10 transition-opacity', isPending && 'opacity-50')}
        >
          {data.items.length > 0 ? (
            <section aria-labelledby="found">
              <ListTitle total={data.total} />
              <ProductGrid products={data.items} columns={3} isFirst />
            </section>
          ) : (
            <NothingFits />
          )}
          <More listing={listing} data={data} />
        </div>
      </div>
    </div>
  );
}

/** The listing last requested, even while it is loading: controls update at once. */
function useAskedListing(): { listing: Listing; isPending: boolean } {
  const [search] = useSearchParams();
  const { pathname } = useLocation();
  const { location } = useNavigation();
  const isPending = location?.pathname === pathname;
  return { listing: readListing(isPending ? new URLSearchParams(location.search) : search), isPending };
}

function SortField({ listing }: { listing: Listing }) {
  const { catalogue } = useWords();
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const id = useId();
  const sorts = SORTS.filter((sort) => sort !== 'relevance' || listing.q !== '');
  const chosen: Sort = listing.sort ?? sorts[0] ?? 'newest';
  const { sort: _, ...others } = listing;
  return (
    <Form
      action="?"
      className="ml-auto flex items-center gap-2 text-sm"
      onChange={(event) => {
        const sort = fromForm(new FormData(event.currentTarget)).sort;
        void navigate(pathname + toSearch(narrowed(listing, { sort })), { preventScrollReset: true });
      }}
    >
      {[...new URLSearchParams(toSearch(narrowed({ ...others, sort: undefined }, {})))].map(
        ([name, value]) => (
          <input key={`${name} ${value}`} type="hidden" name={name} value={value} />
        ),
      )}
      <label htmlFor={id} className="text-soft">
        {catalogue.sort}
      </label>
      <select
        id={id}
        name="sort"
        value={chosen}
        onChange={() => {}}
        className="min-h-11 rounded border border-line-strong bg-raised px-3 text-ink"
      >
        {sorts.map((sort) => (
          <option key={sort} value={sort}>
            {catalogue.sorts[sort]}
          </option>
        ))}
      </select>
      <button type="submit" className="hidden min-h-11 underline underline-offset-4 noscript:block">
        {catalogue.apply}
      </button>
    </Form>
  );
}

/** For navigation by headings with a screen reader. */
function ListTitle({ total }: { total: number }) {
  const { catalogue } = useWords();
  return (
    <h2 id="found" className="sr-only">
      {catalogue.results(total)}
    </h2>
  );
}

function NothingFits() {
  const { catalogue } = useWords();
  return <p className="py-8 text-lg text-soft">{catalogue.nothingFits}</p>;
}

const LINK =
  'inline-flex min-h-11 items-center rounded border border-line-strong px-5 py-2 font-semibold hover:border-ink';

/** Extends the page by links that keep the scroll position, then links to the next page. */
function More({ listing, data: { items, total, nextCursor } }: { listing: Listing; data: ListingData }) {
  const { catalogue } = useWords();
  const more = listing.cursor ? undefined : wider(listing);
  if (!nextCursor && !listing.cursor) return null;
  return (
    <div className="grid justify-items-center gap-3">
      {!listing.cursor && (
        <p className="tabular text-sm text-soft">{catalogue.shownOf(items.length, total)}</p>
      )}
      {nextCursor && more && (
        <Link to={toSearch(more)} preventScrollReset replace rel="nofollow" className={LINK}>
          {catalogue.showMore}
        </Link>
      )}
      {nextCursor && !more && (
        <Link to={toSearch({ ...listing, cursor: nextCursor })} rel="next" className={LINK}>
          {catalogue.nextPage}
        </Link>
      )}
      {listing.cursor && (
        <Link
          to={toSearch({ ...listing, cursor: '' }) || '?'}
          className="text-sm underline underline-offset-4"
        >
          {catalogue.firstPage}
        </Link>
      )}
    </div>
  );
}
