import { type ListProductsRequest, ProductSort } from '@tradepost/contracts';
import { AMOUNT_MINOR, SEARCH } from '@tradepost/contracts/limits';
import { DomainError } from '@tradepost/decision';
import { type Static, Type } from 'typebox';
import { oneOf, PageQuery } from '../shapes/shared.ts';

const SORTS = {
  relevance: ProductSort.RELEVANCE,
  newest: ProductSort.NEWEST,
  popular: ProductSort.POPULAR,
  price: ProductSort.PRICE,
  '-price': ProductSort.PRICE_DESC,
  title: ProductSort.TITLE,
} as const;

const SearchText = Type.String({ maxLength: SEARCH.text });
const values = (options: { description?: string } = {}) =>
  Type.Array(SearchText, { maxItems: SEARCH.filterValues, ...options });
const Amount = Type.Optional(
  Type.Integer({ minimum: 0, maximum: AMOUNT_MINOR.amount, description: 'Minor units' }),
);

export const ListQuery = Type.Object(
  {
    ...PageQuery,
    q: Type.Optional(Type.String({ maxLength: SEARCH.text, description: 'Words to find' })),
    category: Type.Optional(
      Type.String({ maxLength: SEARCH.text, description: 'Slug; its children count too' }),
    ),
    vendor: Type.Optional(values({ description: 'Alternatives' })),
    minPrice: Amount,
    maxPrice: Amount,
    inStock: Type.Optional(Type.Boolean()),
    sort: Type.Optional(
      oneOf(
        Object.keys(SORTS) as (keyof typeof SORTS)[],
        'popular: what is in most orders of the last 30 days first',
      ),
    ),
  },
  {
    additionalProperties: false,
    patternProperties: { [`^option\\..{1,${SEARCH.optionName}}$`]: values() },
  },
);
export type ListQuery = Static<typeof ListQuery>;

/** @throws DomainError `request.invalid` */
export function toListRequest(query: ListQuery): ListProductsRequest {
  checkRange(query.minPrice, query.maxPrice);
  return {
    query: query.q?.trim() ?? '',
    category: query.category ?? '',
    vendors: query.vendor ?? [],
    minPriceMinor: query.minPrice,
    maxPriceMinor: query.maxPrice,
    inStock: query.inStock ?? false,
    options: optionFilters(query),
    sort: query.sort ? SORTS[query.sort] : ProductSort.UNSPECIFIED,
    pageSize: query.limit,
    pageToken: query.cursor ?? '',
    // Facets cost half of the query; later pages show those of the first.
    withFacets: query.cursor === undefined,
  };
}

function optionFilters(query: Readonly<Record<string, unknown>>): { name: string; values: string[] }[] {
  return Object.entries(query)
    .filter(([name]) => name.startsWith('option.'))
    .map(([name, chosen]) => ({
      name: name.slice('option.'.length),
      values: (chosen as string[]).map(String),
    }));
}

function checkRange(min: number | undefined, max: number | undefined): void {
  if (min === undefined || max === undefined || min <= max) return;
  const detail = '"minPrice" must not exceed "maxPrice".';
  throw new DomainError('invalid', 'request.invalid', detail, {
    errors: [{ code: 'field.range', in: 'query', field: 'minPrice', detail }],
  });
}
