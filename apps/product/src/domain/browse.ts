import { type CatalogueIndex, VARIANT_HEAD } from './catalogue-index.ts';
import type { FacetCount } from './facets.ts';
import { FirstPlaces, type ListPlace, orderOf } from './list-order.ts';
import { type ProductQuery, slugsMeant } from './product-query.ts';

/** The products that match a search text. */
export interface Matches {
  readonly slots: Int32Array;
  /** In the same sequence. */
  readonly relevances: Int32Array;
}

export interface BrowsedPage {
  /** One more than asked for, if there are more. */
  readonly places: readonly ListPlace[];
  readonly counts: readonly FacetCount[];
  readonly total: number;
}

/**
 * Reads every product once. Each facet is counted as if its own filter were not set: products that pass every filter count
 * everywhere, those that fail one count in its facet only. One variant has to meet all that is asked of variants
 * (docs/adr/0032-one-variant.md); a value of an option counts if such a variant has it.
 */
export function browse(index: CatalogueIndex, query: ProductQuery, matches?: Matches): BrowsedPage {
  const order = orderOf(query.sort, index, matches?.relevances);
  const places = new FirstPlaces(index, order, query.limit + 1, query.after);
  const scan = new Scan(index, query);
  const slots = matches?.slots;
  // From the end: the newest products come first in most lists, and are the last ones here.
  for (let i = (slots?.length ?? index.ids.length) - 1; i >= 0; i--) {
    const slot = slots ? (slots[i] ?? 0) : i;
    if (scan.passes(slot)) places.offer(slot, i);
  }
  return { places: places.list(), counts: scan.counted(), total: scan.total };
}

/** Which filters a key of a facet meets, and of which it is a value: a bit for each filter. */
class Filters {
  readonly meets: Uint16Array;
  readonly isValueOf: Uint16Array;
  /** All filters of products, and of variants. */
  ofProducts = 0;
  ofVariants = 0;
  private count = 0;

  constructor({ keys }: CatalogueIndex, { category, vendors, options }: ProductQuery) {
    this.meets = new Uint16Array(keys.keys.length);
    this.isValueOf = new Uint16Array(keys.keys.length);
    const add = (facet: string, values: readonly string[]): number => {
      const bit = 1 << this.count++;
      for (const key of values.flatMap((value) => keys.meeting(facet, value))) mark(this.meets, key, bit);
      for (const key of keys.ofFacet(facet)) mark(this.isValueOf, key, bit);
      return bit;
    };
    if (category) this.ofProducts |= add('category', slugsMeant(category));
    if (vendors.length > 0) this.ofProducts |= add('vendor', vendors);
    for (const { name, keys: values } of options) this.ofVariants |= add(`option.${name}`, values);
  }
}

const mark = (keys: Uint16Array, key: number, bit: number): void => void (keys[key] = (keys[key] ?? 0) | bit);

/** At most one bit. */
const isOne = (bits: number): boolean => (bits & (bits - 1)) === 0;

class Scan {
  total = 0;
  private readonly filters: Filters;
  private readonly counts: Int32Array;
  /** The product that each key was counted for last: it counts once, however many variants have it. */
  private readonly countedFor: Int32Array;
  private readonly asksOfVariants: boolean;
  private readonly needsVariant: boolean;
  private readonly minPrice: number;
  private readonly maxPrice: number;
  private readonly minAvailable: number;

  constructor(
    private readonly index: CatalogueIndex,
    private readonly query: ProductQuery,
  ) {
    this.filters = new Filters(index, query);
    this.counts = new Int32Array(index.keys.keys.length);
    this.countedFor = new Int32Array(index.keys.keys.length).fill(-1);
    this.minPrice = query.minPrice ?? 0;
    this.maxPrice = query.maxPrice ?? Infinity;
    this.asksOfVariants =
      this.filters.ofVariants > 0 ||
      query.isInStock ||
      this.minPrice > index.lowestPrice ||
      this.maxPrice < index.highestPrice;
    this.needsVariant = query.minPrice !== undefined || query.maxPrice !== undefined;
    this.minAvailable = Number(query.isInStock);
  }

  /** Whether it is in the list; counts it where it counts. */
  passes(slot: number): boolean {
    const { index, filters, query } = this;
    if (index.ids[slot] === '') return false;
    const fails = filters.ofProducts === 0 ? 0 : filters.ofProducts & ~this.metBy(slot);
    if (query.withFacets ? !isOne(fails) : fails !== 0) return false;
    const hasVariant = this.asksOfVariants
      ? this.readVariants(slot, fails === 0)
      : !this.needsVariant || (index.variants.starts[slot] ?? 0) < (index.variants.ends[slot] ?? 0);
    if (!hasVariant) return false;
    if (query.withFacets) {
      this.count(index.own, slot, fails);
      if (!this.asksOfVariants && fails === 0) this.count(index.chosen, slot, 0);
    }
    if (fails !== 0) return false;
    this.total++;
    return true;
  }

  counted(): FacetCount[] {
    const counted: FacetCount[] = [];
    this.counts.forEach((count, number) => {
      if (count > 0) counted.push({ key: this.index.keys.keys[number] ?? '', count });
    });
    return counted;
  }

  private metBy(slot: number): number {
    const { values, starts, ends } = this.index.own;
    let met = 0;
    for (let i = starts[slot] ?? 0, end = ends[slot] ?? 0; i < end; i++)
      met |= this.filters.meets[values[i] ?? 0] ?? 0;
    return met;
  }

  /** `fails`: the one filter that is failed, or 0: then all keys count. */
  private count(lists: CatalogueIndex['own'], slot: number, fails: number): void {
    const { values, starts, ends } = lists;
    for (let i = starts[slot] ?? 0, end = ends[slot] ?? 0; i < end; i++) {
      const key = values[i] ?? 0;
      if (fails === 0 || this.filters.isValueOf[key] === fails) this.countKey(key);
    }
  }

  /** Whether one variant meets all that is asked of variants; `isCounted`: the values of its options may count. */
  private readVariants(slot: number, isCounted: boolean): boolean {
    const { index, filters, query } = this;
    const { values, starts, ends } = index.variants;
    const isCounting = isCounted && query.withFacets;
    let isMet = false;
    for (let i = starts[slot] ?? 0, end = ends[slot] ?? 0; i < end;) {
      const price = values[i] ?? 0;
      const isAvailable = values[i + 1] ?? 0;
      const first = i + VARIANT_HEAD;
      const next = first + (values[i + 2] ?? 0);
      i = next;
      if (price < this.minPrice || price > this.maxPrice || isAvailable < this.minAvailable) continue;
      let met = 0;
      if (filters.ofVariants !== 0)
        for (let at = first; at < next; at++) met |= filters.meets[values[at] ?? 0] ?? 0;
      const fails = filters.ofVariants & ~met;
      if (fails === 0) isMet = true;
      if (isCounting && isOne(fails)) this.countVariant(slot, first, next, fails);
      else if (isMet && !isCounting) return true;
    }
    return isMet;
  }

  private countVariant(slot: number, first: number, next: number, fails: number): void {
    const { values } = this.index.variants;
    for (let at = first; at < next; at++) {
      const key = values[at] ?? 0;
      if (this.countedFor[key] === slot) continue;
      if (fails !== 0 && ((this.filters.isValueOf[key] ?? 0) & fails) === 0) continue;
      this.countedFor[key] = slot;
      this.countKey(key);
    }
  }

  private countKey(key: number): void {
    this.counts[key] = (this.counts[key] ?? 0) + 1;
  }
}
