import { describe, expect, it } from '@jest/globals';
import { lowerCaseIds } from './lower-case-ids.pipe.ts';

const id = '0193c5de-7a4b-7c33-9d2f-00112233aabb';

describe('the ids of a request', () => {
  it('are put into lower case at any depth', () => {
    const capitals = id.toUpperCase();
    const request = { cartId: capitals, access: { userId: capitals }, lines: [{ variantId: capitals }] };
    expect(lowerCaseIds(request)).toEqual({ cartId: id, access: { userId: id }, lines: [{ variantId: id }] });
  });

  it('are left as they are when they are no UUIDs, as are other fields', () => {
    const request = { shippingOptionId: 'EXPRESS', token: id.toUpperCase(), quantity: 2, address: undefined };
    expect(lowerCaseIds({ ...request })).toEqual(request);
  });
});
