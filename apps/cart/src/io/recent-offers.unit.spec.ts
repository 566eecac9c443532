import { expect, it } from '@jest/globals';
import { anOffer } from '../testing/builders.ts';
import { RecentOffers } from './recent-offers.ts';

it('an offer is used again for a second since it was asked for, at the same quantity', () => {
  let now = 5_000;
  const recent = new RecentOffers(() => now);
  const offer = anOffer();
  const line = { variantId: offer.variantId, quantity: 2 };
  recent.add([line, { variantId: 'unknown', quantity: 1 }], [offer], now - 400);
  expect(recent.get(line)).toBe(offer);
  expect(recent.get({ ...line, quantity: 3 })).toBeUndefined();
  expect(recent.get({ variantId: 'unknown', quantity: 1 })).toBeUndefined();
  now += 599;
  expect(recent.get(line)).toBe(offer);
  now += 2;
  expect(recent.get(line)).toBeUndefined();
});
