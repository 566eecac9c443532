import { SEPARATOR } from './facets.ts';
import { FacetKeys, isOption } from './facet-keys.ts';
import { Lists } from './lists.ts';

/** A listed product, as lists filter, count, sort and show it. */
export interface IndexedProduct {
  readonly id: string;
  /** What the list is sorted by: `SearchEntry.titleKey`, `priceMin`, and the orders of the last days. */
  readonly titleKey: string;
  readonly priceMin: number;
  readonly orders: number;
  readonly facets: readonly string[];
  readonly variants: readonly IndexedVariant[];
  /** What a list shows of it, as JSON. */
  readonly card: string;
  readonly hasPicture: boolean;
}

export interface IndexedVariant {
  readonly priceMinor: number;
  readonly isAvailable: boolean;
  /** A digit for each of the product's `facets`: 1 for those of its options. */
  readonly facetBits: string;
}

/** Of a variant in `variants`, before its keys: price, whether it can be bought, and how many keys there are. */
export const VARIANT_HEAD = 3;

/**
 * All listed products in columns, each in a slot, so that a list can read every one of them in a millisecond or two
 * (docs/adr/0058-lists-from-memory.md). What is asked of variants is in one array, one product behind the other.
 */
export class CatalogueIndex {
  /** Counts changes of anything but availability and orders. */
  revision = 0;
  readonly keys = new FacetKeys();
  /** A slot without a product has an empty id. */
  readonly ids: string[] = [];
  readonly titleKeys: string[] = [];
  readonly cards: string[] = [];
  readonly hasPicture: boolean[] = [];
  readonly prices: number[] = [];
  readonly orders: number[] = [];
  readonly isAvailable: boolean[] = [];
  /** The first and the last 48 bits of the id, the latter backwards: to compare ids as numbers. */
  readonly idHeads: number[] = [];
  readonly idTails: number[] = [];
  /** The facet keys of products: of the product alone, and of the options of any variant. */
  readonly own = new Lists();
  readonly chosen = new Lists();
  /** Variant by variant: `VARIANT_HEAD` numbers, then its keys. */
  readonly variants = new Lists();
  /** Of all variants that there ever were: a price filter beyond them excludes nothing. */
  lowestPrice = Infinity;
  highestPrice = -Infinity;
  private readonly slots = new Map<string, number>();
  private readonly free: number[] = [];

  get size(): number {
    return this.slots.size;
  }

  slotOf(id: string): number | undefined {
    return this.slots.get(id);
  }

  put(product: IndexedProduct): void {
    const slot = this.slots.get(product.id) ?? this.free.pop() ?? this.ids.length;
    const { id, facets, variants } = product;
    const numbers = facets.map((key) => this.keys.numberOf(key));
    this.slots.set(id, slot);
    this.ids[slot] = id;
    this.titleKeys[slot] = product.titleKey;
    this.cards[slot] = product.card;
    this.hasPicture[slot] = product.hasPicture;
    this.prices[slot] = product.priceMin;
    this.orders[slot] = product.orders;
    this.isAvailable[slot] = variants.some(({ isAvailable }) => isAvailable);
    this.idHeads[slot] = headOf(id);
    this.idTails[slot] = headOf(reversed(id));
    this.own.set(
      slot,
      numbers.filter((_, i) => !isOption(facets[i] ?? '')),
    );
    this.chosen.set(
      slot,
      numbers.filter((_, i) => isOption(facets[i] ?? '')),
    );
    this.variants.set(
      slot,
      variants.flatMap(({ priceMinor, isAvailable, facetBits }) => {
        this.lowestPrice = Math.min(this.lowestPrice, priceMinor);
        this.highestPrice = Math.max(this.highestPrice, priceMinor);
        const keys = numbers.filter((_, i) => facetBits[i] === '1');
        return [priceMinor, Number(isAvailable), keys.length, ...keys];
      }),
    );
    this.revision++;
  }

  /** A change of what changes often; `isAvailable` is in the order of the variants. */
  putLive(id: string, orders: number, isAvailable: readonly boolean[]): void {
    const slot = this.slots.get(id);
    if (slot === undefined) return;
    this.orders[slot] = orders;
    this.isAvailable[slot] = isAvailable.includes(true);
    const { values, starts, ends } = this.variants;
    let at = starts[slot] ?? 0;
    for (let nth = 0; at < (ends[slot] ?? 0); nth++) {
      values[at + 1] = Number(isAvailable[nth] ?? false);
      at += VARIANT_HEAD + (values[at + 2] ?? 0);
    }
  }

  remove(id: string): void {
    const slot = this.slots.get(id);
    if (slot === undefined) return;
    this.slots.delete(id);
    this.free.push(slot);
    this.ids[slot] = this.titleKeys[slot] = this.cards[slot] = '';
    for (const lists of [this.own, this.chosen, this.variants]) lists.set(slot, []);
    this.revision++;
  }

  /** How many products are in each category or below, and the slot of the first one with a picture, by slug. */
  categories(): Map<string, { count: number; pictured: number | undefined }> {
    const counts = new Map<string, { count: number; pictured: number | undefined }>();
    const slugs = this.keys.keys.map((key) => categoryOf(key));
    for (const slot of this.slots.values()) {
      for (const number of this.own.values.subarray(this.own.starts[slot], this.own.ends[slot])) {
        const slug = slugs[number];
        if (slug === undefined) continue;
        const { count = 0, pictured } = counts.get(slug) ?? {};
        const isFirst = this.hasPicture[slot] && !(pictured !== undefined && this.isBefore(pictured, slot));
        counts.set(slug, { count: count + 1, pictured: isFirst ? slot : pictured });
      }
    }
    return counts;
  }

  private isBefore(one: number, other: number): boolean {
    return (this.ids[one] ?? '') < (this.ids[other] ?? '');
  }

  /** All ids, for what begins anew. */
  allIds(): string[] {
    return [...this.slots.keys()];
  }
}

function categoryOf(key: string): string | undefined {
  const [facet, , slug] = key.split(SEPARATOR);
  return facet === 'category' ? slug : undefined;
}

export const reversed = (id: string): string => [...id].reverse().join('');

/** 12 digits, which a number holds exactly. */
export const headOf = (id: string): number => Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);
