import { describe, expect, it } from '@jest/globals';
import { type Draft, writeDraft, pressedIn, readDraft } from './checkout-draft.ts';
import { Cookies } from './cookies.ts';
import type { Shop } from './shop.ts';

const aShop = (cookie = ''): Shop => ({ cookies: new Cookies(cookie, false) }) as unknown as Shop;

const pressed = {
  attempt: 'a1',
  cartId: 'c1',
  expectedTotal: { amount: 1395, currency: 'GBP' },
  atMs: 1_000,
};

describe('what the checkout remembers', () => {
  it('is read as it was kept', () => {
    const shop = aShop();
    const draft: Draft = { email: 'ada@example.com', paymentMethod: 'sandbox:tok_ok', pressed };
    writeDraft(shop, draft);
    expect(readDraft(shop)).toEqual(draft);
  });

  it.each([
    '',
    'no base64 of ours',
    Buffer.from('{}').toString('base64url'),
    Buffer.from('null').toString('base64url'),
  ])('is nothing when the cookie holds "%s"', (checkout) =>
    expect(readDraft(aShop(`checkout=${checkout}`))).toBeUndefined(),
  );

  it('is carried out for three minutes after the button was pressed, and never later', () => {
    const draft = { email: 'ada@example.com', pressed };
    expect(pressedIn(draft, 180_999)).toBe(pressed);
    expect(pressedIn(draft, 181_000)).toBeUndefined();
    expect(pressedIn({ email: 'ada@example.com' }, 1_000)).toBeUndefined();
    expect(pressedIn(undefined, 1_000)).toBeUndefined();
  });
});
