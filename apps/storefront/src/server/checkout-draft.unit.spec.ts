import { describe, expect, it } from '@jest/globals';
import { type Draft, writeDraft, pendingIn, readDraft } from './checkout-draft.ts';
import { Cookies } from './cookies.ts';
import type { Shop } from './shop.ts';

const aShop = (cookie = ''): Shop => ({ cookies: new Cookies(cookie, false) }) as unknown as Shop;

const pending = {
  attempt: 'a1',
  cartId: 'c1',
  expectedTotal: { amount: 1395, currency: 'GBP' },
  atMs: 1_000,
};

describe('the checkout draft', () => {
  it('is read as it was written', () => {
    const shop = aShop();
    const draft: Draft = { email: 'ada@example.com', paymentMethod: 'sandbox:tok_ok', pending };
    writeDraft(shop, draft);
    expect(readDraft(shop)).toEqual(draft);
  });

  it.each([
    '',
    'not base64 of JSON',
    Buffer.from('{}').toString('base64url'),
    Buffer.from('null').toString('base64url'),
  ])('is undefined when the cookie is "%s"', (checkout) =>
    expect(readDraft(aShop(`checkout=${checkout}`))).toBeUndefined(),
  );

  it('is placed within three minutes of the button press, never later', () => {
    const draft = { email: 'ada@example.com', pending };
    expect(pendingIn(draft, 180_999)).toBe(pending);
    expect(pendingIn(draft, 181_000)).toBeUndefined();
    expect(pendingIn({ email: 'ada@example.com' }, 1_000)).toBeUndefined();
    expect(pendingIn(undefined, 1_000)).toBeUndefined();
  });
});
