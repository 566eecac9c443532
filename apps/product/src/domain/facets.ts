/** One value of a product, under the facet that it is counted in. */
export interface FacetKey {
  readonly facet: string;
  readonly label: string;
  readonly value: string;
  readonly valueLabel: string;
}

/** How many products have a key, as if the filter of its facet were not set. */
export interface FacetCount {
  readonly key: string;
  readonly count: number;
}

export interface Facet {
  readonly name: string;
  readonly label: string;
  readonly values: readonly { readonly value: string; readonly label: string; readonly count: number }[];
}

export const SEPARATOR = '\u001f';
const MAX_VALUES = 100;
/** Of a catalogue in which every product names its options in its own way. Those of most products are shown. */
const MAX_FACETS = 40;

export const facetKey = ({ facet, label, value, valueLabel }: FacetKey): string =>
  [facet, label, value, valueLabel].join(SEPARATOR);

interface ReadKey extends FacetKey {
  /** Facet and value in lower case. */
  readonly ofFacet: string;
  readonly ofValue: string;
}

// Lists count the same keys again and again; reading one takes longer than counting it.
const READ = new Map<string, ReadKey>();
const MOST_READ = 100_000;

function read(key: string): ReadKey {
  const known = READ.get(key);
  if (known) return known;
  const [facet = '', label = '', value = '', valueLabel = ''] = key.split(SEPARATOR);
  const added = {
    facet,
    label,
    value,
    valueLabel,
    ofFacet: facet.toLowerCase(),
    ofValue: value.toLowerCase(),
  };
  if (READ.size >= MOST_READ) READ.clear();
  READ.set(key, added);
  return added;
}

/** The facets of these keys. Names that differ in case are one facet. */
export function countFacets(counts: readonly FacetCount[]): Facet[] {
  const facets = new Map<string, { name: string; label: string; values: Map<string, Counted> }>();
  for (const { key, count } of counts) {
    const { facet: name, label, value, valueLabel, ofFacet, ofValue } = read(key);
    let facet = facets.get(ofFacet);
    if (!facet) facets.set(ofFacet, (facet = { name, label, values: new Map<string, Counted>() }));
    const known = facet.values.get(ofValue);
    if (known) known.count += count;
    else facet.values.set(ofValue, { value, label: valueLabel, count });
  }
  return mostUsed([...facets.values()])
    .sort(byRank)
    .map(({ name, label, values }) => ({
      ...{ name, label },
      values: [...values.values()].sort(byCount).slice(0, MAX_VALUES),
    }));
}

interface Counting {
  readonly name: string;
  readonly values: ReadonlyMap<string, Counted>;
}

function mostUsed<F extends Counting>(facets: F[]): F[] {
  if (facets.length <= MAX_FACETS) return facets;
  const uses = new Map(
    facets.map((facet) => [facet, [...facet.values.values()].reduce((sum, { count }) => sum + count, 0)]),
  );
  const order = (one: F, other: F) =>
    rankOf(one) - rankOf(other) ||
    (uses.get(other) ?? 0) - (uses.get(one) ?? 0) ||
    compare(one.name, other.name);
  return facets.sort(order).slice(0, MAX_FACETS);
}

interface Counted {
  value: string;
  label: string;
  count: number;
}

const FIRST = ['category', 'vendor'];
const rankOf = ({ name }: { name: string }): number => (FIRST.indexOf(name) + 1 || FIRST.length + 1) - 1;

function byRank(one: { name: string }, other: { name: string }): number {
  return rankOf(one) - rankOf(other) || compare(one.name, other.name);
}

const byCount = (one: Counted, other: Counted): number =>
  other.count - one.count || compare(one.label, other.label);

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
