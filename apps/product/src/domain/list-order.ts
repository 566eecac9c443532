import { type CatalogueIndex, headOf, reversed } from './catalogue-index.ts';
import type { Sort } from './product-query.ts';

/** What a cursor says: the value that the list is sorted by, and the product's id. */
export interface ListPlace {
  readonly value: number | string;
  readonly id: string;
}

/** A place with what it is compared by: less is earlier in the list. `tie`: the id as a number, as far as one holds it. */
interface Ranked extends ListPlace {
  readonly key: number | string;
  readonly tie: number;
}

/** How a list is sorted: always the same for the same catalogue, each product once. */
interface ListOrder {
  readonly valueOf: (slot: number, match: number) => number | string;
  /** Which way the value and the id go. */
  readonly direction: 1 | -1;
  readonly idDirection: 1 | -1;
  /**
   * Equally popular products are shuffled, always in the same way: by the ends of their ids, which are random. Else a new
   * shop would list what was imported together.
   */
  readonly isByEndOfId: boolean;
}

export function orderOf(sort: Sort, index: CatalogueIndex, relevances?: Int32Array): ListOrder {
  const rising = { direction: 1, idDirection: 1, isByEndOfId: false } as const;
  const falling = { direction: -1, idDirection: -1, isByEndOfId: false } as const;
  switch (sort) {
    case 'price':
      return { ...rising, valueOf: (slot) => index.prices[slot] ?? 0 };
    case '-price':
      return { ...falling, valueOf: (slot) => index.prices[slot] ?? 0 };
    case 'title':
      return { ...rising, valueOf: (slot) => index.titleKeys[slot] ?? '' };
    case 'newest':
      // Ids sort by time.
      return { ...falling, valueOf: () => 0 };
    case 'popular':
      return { direction: -1, idDirection: 1, isByEndOfId: true, valueOf: (slot) => index.orders[slot] ?? 0 };
    case 'relevance':
      return { ...falling, valueOf: (_, match) => relevances?.[match] ?? 0 };
  }
}

/** The first places of a list, of all that are offered in any sequence. */
export class FirstPlaces {
  private readonly places: Ranked[] = [];
  private readonly start: Ranked | undefined;

  constructor(
    private readonly index: CatalogueIndex,
    private readonly order: ListOrder,
    private readonly limit: number,
    after: ListPlace | undefined,
  ) {
    if (!after) return;
    const tie = headOf(order.isByEndOfId ? reversed(after.id) : after.id) * order.idDirection;
    this.start = { ...after, tie, key: this.keyOf(after.value) };
  }

  /** @param match the place of its relevance */
  offer(slot: number, match: number): void {
    const { order, index, limit, places } = this;
    const value = order.valueOf(slot, match);
    const key = this.keyOf(value);
    const tie = ((order.isByEndOfId ? index.idTails[slot] : index.idHeads[slot]) ?? 0) * order.idDirection;
    const last = places.length === limit ? places[limit - 1] : undefined;
    // Nearly all end here, without anything made for them.
    const byKey = last ? difference(key, last.key) : 0;
    if (last && (byKey > 0 || (byKey === 0 && tie > last.tie))) return;
    const place = { value, key, tie, id: index.ids[slot] ?? '' };
    if (this.start && this.compare(place, this.start) <= 0) return;
    if (last && this.compare(place, last) > 0) return;
    if (last) places.pop();
    let at = places.length;
    while (at > 0 && this.compare(place, places[at - 1] as Ranked) < 0) at--;
    places.splice(at, 0, place);
  }

  list(): readonly ListPlace[] {
    return this.places;
  }

  private keyOf(value: number | string): number | string {
    return typeof value === 'number' ? value * this.order.direction : value;
  }

  private compare(one: Ranked, other: Ranked): number {
    return difference(one.key, other.key) || one.tie - other.tie || this.compareIds(one.id, other.id);
  }

  /** Of two that begin alike: never but by chance. */
  private compareIds(one: string, other: string): number {
    const { isByEndOfId, idDirection } = this.order;
    const [a, b] = isByEndOfId ? [reversed(one), reversed(other)] : [one, other];
    return byCodePoint(a, b) * idDirection;
  }
}

const difference = (one: number | string, other: number | string): number =>
  typeof one === 'number' ? one - Number(other) : byCodePoint(one, String(other));

/** As Postgres sorts bytes of UTF-8; JavaScript compares halves of letters beyond U+FFFF, which sort before U+E000. */
export function byCodePoint(one: string, other: string): number {
  const length = Math.min(one.length, other.length);
  for (let i = 0; i < length; i++) {
    const [a, b] = [one.charCodeAt(i), other.charCodeAt(i)];
    if (a !== b) return isHalf(a) === isHalf(b) ? a - b : isHalf(a) ? 1 : -1;
  }
  return one.length - other.length;
}

const isHalf = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdfff;
