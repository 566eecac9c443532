import { money } from '@tradepost/decision';
import { v7 } from 'uuid';
import type { Address } from '../domain/address.ts';
import { newCart, type Cart, type Line } from '../domain/cart.ts';
import { DEMO_TARIFFS } from '../domain/demo-tariffs.ts';
import type { Offer, Offers } from '../domain/pricing.ts';
import type { ShopTerms } from '../domain/tariffs.ts';
import type { Change } from '../flows/ports.ts';

/** What the shop decides itself, with the tariffs of the demo. */
export const aShopIn = (currency: string): ShopTerms => ({ currency, tariffs: DEMO_TARIFFS });

export const pounds = (amountMinor: number) => money(amountMinor, 'GBP');

export const aMoment = new Date('2026-03-01T12:00:00Z');

export function anAddress(over: Partial<Address> = {}): Address {
  const address = {
    name: 'Ada Byron',
    line1: '12 St James Square',
    line2: '',
    city: 'London',
    region: '',
    postalCode: 'SW1Y 4JH',
    country: 'GB',
  };
  return { ...address, ...over };
}

export function aLine(over: Partial<Line> = {}): Line {
  return { id: v7(), variantId: v7(), quantity: 1, unitPrice: null, sku: '', title: '', ...over };
}

export function aCart(over: Partial<Cart> = {}): Cart {
  return { ...newCart(v7(), null, aMoment), ...over };
}

/** A change of a cart, for the store. */
export const aChange = (before: Cart, over: Partial<Cart>): Change => ({
  before,
  after: { ...before, ...over },
});

export function anOffer(over: Partial<Offer> = {}): Offer {
  return {
    variantId: v7(),
    productId: v7(),
    slug: 'teapot',
    sku: 'TEAPOT-1',
    title: 'Teapot',
    options: [],
    unitPrice: pounds(1299),
    isOnSale: true,
    imageUrl: '',
    taxClass: 'standard',
    requiresShipping: true,
    ...over,
  };
}

export const offersOf = (...offers: Offer[]): Offers =>
  new Map(offers.map((offer) => [offer.variantId, offer]));
