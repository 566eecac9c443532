import { SEPARATOR } from './facets.ts';
import { filterKey } from './product.ts';

/**
 * A number for each facet key of the catalogue (`domain/facets.ts`). Keys that no product has any more keep theirs until the
 * process ends.
 */
export class FacetKeys {
  readonly keys: string[] = [];
  private readonly numbers = new Map<string, number>();
  private readonly byFilter = new Map<string, number[]>();
  private readonly byFacet = new Map<string, number[]>();

  numberOf(key: string): number {
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    const added = this.keys.push(key) - 1;
    this.numbers.set(key, added);
    const [facet = '', label = '', value = ''] = key.split(SEPARATOR);
    append(this.byFacet, facet.toLowerCase(), added);
    append(this.byFilter, filterOf(facet, isOption(facet) ? filterKey(label, value) : value), added);
    return added;
  }

  /** The keys that meet a filter for this value; that of an option is its `filterKey`. */
  meeting(facet: string, value: string): readonly number[] {
    return this.byFilter.get(filterOf(facet, value)) ?? [];
  }

  /** All keys of a facet, named in lower case. */
  ofFacet(facet: string): readonly number[] {
    return this.byFacet.get(facet) ?? [];
  }
}

export const isOption = (facet: string): boolean => facet.startsWith('option.');

/** The name of an option is part of its filter key. */
const filterOf = (facet: string, value: string): string =>
  `${isOption(facet) ? 'option' : facet}${SEPARATOR}${value}`;

function append(lists: Map<string, number[]>, name: string, number: number): void {
  const list = lists.get(name);
  if (list) list.push(number);
  else lists.set(name, [number]);
}
