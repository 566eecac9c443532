/** One value of one facet, as a product carries it. */
export type FacetKey = {
  readonly facet: string;
  readonly label: string;
  readonly value: string;
  readonly valueLabel: string;
};

/** How many products carry a key; `miss` is the one filter they fail, null when they pass all. */
export type FacetCount = { readonly key: string; readonly miss: string | null; readonly count: number };

export type Facet = {
  readonly name: string;
  readonly label: string;
  readonly values: readonly { readonly value: string; readonly label: string; readonly count: number }[];
};

const SEPARATOR = '\u001f';
const MOST_VALUES = 100;

export const facetKey = ({ facet, label, value, valueLabel }: FacetKey): string =>
  [facet, label, value, valueLabel].join(SEPARATOR);

/**
 * Counts per facet as if its own filter were not set (disjunctive): products that pass every filter count
 * everywhere, those that fail only one count for the facet of that filter. Names that differ in case are one facet.
 */
export function countFacets(counts: readonly FacetCount[]): Facet[] {
  const facets = new Map<string, { name: string; label: string; values: Map<string, Counted> }>();
  for (const { key, miss, count } of counts) {
    const [name = '', label = '', value = '', valueLabel = ''] = key.split(SEPARATOR);
    if (miss !== null && miss !== name.toLowerCase()) continue;
    const facet = facets.get(name.toLowerCase()) ?? { name, label, values: new Map<string, Counted>() };
    facets.set(name.toLowerCase(), facet);
    const known = facet.values.get(value.toLowerCase()) ?? { value, label: valueLabel, count: 0 };
    facet.values.set(value.toLowerCase(), { ...known, count: known.count + count });
  }
  return [...facets.values()].sort(byPlace).map(({ name, label, values }) => ({
    ...{ name, label },
    values: [...values.values()].sort(byCount).slice(0, MOST_VALUES),
  }));
}

type Counted = { value: string; label: string; count: number };

const PLACES = ['category', 'vendor'];
const placeOf = ({ name }: { name: string }): number => (PLACES.indexOf(name) + 1 || PLACES.length + 1) - 1;

function byPlace(one: { name: string }, other: { name: string }): number {
  return placeOf(one) - placeOf(other) || compare(one.name, other.name);
}

const byCount = (one: Counted, other: Counted): number =>
  other.count - one.count || compare(one.label, other.label);

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
