import { minorOf } from './money.ts';

export const SORTS = ['relevance', 'newest', 'popular', 'price', '-price', 'title'] as const;
export type Sort = (typeof SORTS)[number];

/** The filters of a product list as in its URL. Prices are as typed. */
export interface Listing {
  q: string;
  category: string;
  vendor: string[];
  /** By option name: alternative values. */
  options: Record<string, string[]>;
  minPrice: string;
  maxPrice: string;
  inStock: boolean;
  sort: Sort | undefined;
  /** The number of products shown; "show more" is the same URL with a higher number. */
  show: number;
  /** Cursor of the next page. */
  cursor: string;
}

export const STEP = 24;
const MOST = 96;
const OPTION = 'option.';
const MOST_VALUES = 50;
/** Options that one list is filtered by. */
const MOST_OPTIONS = 10;

/** Whether the API can look for it: no slug and no value of a filter is longer or contains NUL. */
export const isFilterText = (text: string): boolean => text.length <= 200 && !text.includes('\0');

/** URLs are typed, cut and shared by hand: invalid parts are ignored. */
export function readListing(search: URLSearchParams): Listing {
  const text = (name: string) => (search.get(name) ?? '').trim().slice(0, 200);
  const category = text('category');
  const list = (name: string) =>
    [...new Set(search.getAll(name).filter((one) => one && isFilterText(one)))].slice(0, MOST_VALUES);
  const names = [
    ...new Set([...search.keys()].filter((name) => /^option\..{1,100}$/.test(name) && isFilterText(name))),
  ];
  const show = Math.ceil(Number(search.get('show') ?? STEP) / STEP) * STEP;
  return {
    ...{ q: text('q'), category: isFilterText(category) ? category : '', vendor: list('vendor') },
    options: Object.fromEntries(
      names
        .map((name) => [name.slice(OPTION.length), list(name)] as const)
        .filter(([, some]) => some.length > 0)
        .slice(0, MOST_OPTIONS),
    ),
    ...{ minPrice: text('minPrice'), maxPrice: text('maxPrice'), inStock: search.get('inStock') === 'true' },
    sort: SORTS.find((sort) => sort === search.get('sort')),
    show: show >= STEP && show <= MOST ? show : STEP,
    cursor: search.get('cursor') ?? '',
  };
}

export interface PriceRange {
  minPrice?: number;
  maxPrice?: number;
  isWrong: boolean;
}

/** The typed prices in minor units; neither if one is not a price or they are in the wrong order. */
export function priceRange({ minPrice, maxPrice }: Listing, currency: string): PriceRange {
  const [min, max] = [minPrice, maxPrice].map((typed) =>
    typed === '' ? undefined : minorOf(typed, currency),
  );
  const isUnread = (minPrice !== '' && min === undefined) || (maxPrice !== '' && max === undefined);
  if (isUnread || (min !== undefined && max !== undefined && min > max)) return { isWrong: true };
  return {
    isWrong: false,
    ...(min !== undefined && { minPrice: min }),
    ...(max !== undefined && { maxPrice: max }),
  };
}

/** The listing as a query string, without defaults. */
export function toSearch(listing: Listing): string {
  const search = new URLSearchParams();
  const set = (name: string, value: string) => value !== '' && search.set(name, value);
  set('q', listing.q);
  set('category', listing.category);
  for (const one of listing.vendor) search.append('vendor', one);
  for (const [name, values] of Object.entries(listing.options))
    for (const value of values) search.append(OPTION + name, value);
  set('minPrice', listing.minPrice);
  set('maxPrice', listing.maxPrice);
  if (listing.inStock) search.set('inStock', 'true');
  set('sort', listing.sort ?? '');
  if (listing.show > STEP) search.set('show', String(listing.show));
  set('cursor', listing.cursor);
  return search.size > 0 ? `?${search}` : '';
}

/** Changed filters start at the first page. */
export const narrowed = (listing: Listing, by: Partial<Listing>): Listing => ({
  ...listing,
  show: STEP,
  cursor: '',
  ...by,
});

/** The listing with more products; undefined when the page is full. */
export const wider = (listing: Listing): Listing | undefined =>
  listing.show + STEP > MOST ? undefined : { ...listing, show: listing.show + STEP };

export interface Chosen {
  facet: string;
  value: string;
}

/** Every active filter in page order, with the listing without it. */
export function filtersOf(listing: Listing): (Chosen & { without: Listing })[] {
  const { vendor, options, minPrice, maxPrice, inStock } = listing;
  const one = (facet: string, value: string, without: Partial<Listing>) => ({
    ...{ facet, value },
    without: narrowed(listing, without),
  });
  return [
    ...vendor.map((value) => one('vendor', value, { vendor: vendor.filter((v) => v !== value) })),
    ...Object.entries(options).flatMap(([name, values]) =>
      values.map((value) =>
        one(OPTION + name, value, { options: { ...options, [name]: values.filter((v) => v !== value) } }),
      ),
    ),
    ...(minPrice ? [one('minPrice', minPrice, { minPrice: '' })] : []),
    ...(maxPrice ? [one('maxPrice', maxPrice, { maxPrice: '' })] : []),
    ...(inStock ? [one('inStock', 'true', { inStock: false })] : []),
  ];
}

export const withoutFilters = (listing: Listing): Listing =>
  narrowed(listing, { vendor: [], options: {}, minPrice: '', maxPrice: '', inStock: false });

/** The listing of a submitted filter form. */
export function fromForm(form: FormData): Listing {
  const search = new URLSearchParams();
  for (const [name, value] of form) if (typeof value === 'string') search.append(name, value);
  return readListing(search);
}
