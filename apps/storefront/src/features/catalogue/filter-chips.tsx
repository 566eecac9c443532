import type { Schema } from '@tradepost/api-client';
import { Link } from 'react-router';
import { filtersOf, type Listing, toSearch, withoutFilters } from '../../lib/listing.ts';
import { minorOf, useMoney } from '../../lib/money.ts';
import { useWords } from '../../lib/text/text.tsx';
import { Icon } from '../../ui/icon.tsx';

/** The active filters, each a link that removes it. */
export function FilterChips({ listing, currency }: { listing: Listing; currency: string }) {
  const { catalogue } = useWords();
  const money = useMoney();
  const filters = filtersOf(listing);
  if (filters.length === 0) return null;
  const priced = (typed: string): string => {
    const amount = minorOf(typed, currency);
    return amount === undefined ? typed : money({ amount, currency } satisfies Schema<'Money'>);
  };
  const labelOf = (facet: string, value: string): string => {
    if (facet === 'minPrice') return catalogue.priceFrom(priced(value));
    if (facet === 'maxPrice') return catalogue.priceTo(priced(value));
    return facet === 'inStock' ? catalogue.onlyInStock : value;
  };
  return (
    <ul aria-label={catalogue.filters} className="flex flex-wrap items-center gap-2 text-sm">
      {filters.map(({ facet, value, without }) => (
        <li key={`${facet} ${value}`}>
          <Link
            to={toSearch(without) || '?'}
            preventScrollReset
            aria-label={catalogue.removeFilter(labelOf(facet, value))}
            className="flex min-h-9 items-center gap-1.5 rounded border border-line-strong bg-raised py-1 pr-2 pl-3 hover:border-ink"
          >
            {labelOf(facet, value)}
            <Icon name="close" size={14} />
          </Link>
        </li>
      ))}
      <li>
        <Link
          to={toSearch(withoutFilters(listing)) || '?'}
          preventScrollReset
          className="px-2 underline underline-offset-4"
        >
          {catalogue.clearAll}
        </Link>
      </li>
    </ul>
  );
}
