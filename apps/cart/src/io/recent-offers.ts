import { LRUCache } from 'lru-cache';
import type { LineRequest } from '../domain/cart.ts';
import type { Offer } from '../domain/pricing.ts';

const MAX_OFFERS = 2_000;
const TTL_MS = 1_000;

/** Offers of the last second, counted from the question. The price depends on the quantity, so it belongs to the key. */
export class RecentOffers {
  private readonly offers: LRUCache<string, Offer>;

  constructor(clock: () => number = () => performance.now()) {
    this.offers = new LRUCache({ max: MAX_OFFERS, ttl: TTL_MS, ttlResolution: 0, perf: { now: clock } });
  }

  get(line: LineRequest): Offer | undefined {
    return this.offers.get(keyOf(line));
  }

  /** @param askedAt when these lines were asked for, by the same clock */
  add(lines: readonly LineRequest[], offers: readonly Offer[], askedAt: number): void {
    const byVariant = new Map(offers.map((offer) => [offer.variantId, offer]));
    for (const line of lines) {
      const offer = byVariant.get(line.variantId);
      if (offer) this.offers.set(keyOf(line), offer, { start: askedAt });
    }
  }
}

const keyOf = ({ variantId, quantity }: LineRequest): string => `${variantId} ${quantity}`;
