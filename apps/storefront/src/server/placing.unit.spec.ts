import { describe, expect, it, jest } from '@jest/globals';
import { paymentMethodsOf } from '../lib/payment-methods.ts';
import { type Draft, readDraft } from './checkout-draft.ts';
import { Cookies } from './cookies.ts';
import { placeOrder } from './placing.ts';
import type { Shop } from './shop.ts';

const pending = {
  attempt: 'a1',
  cartId: 'c1',
  expectedTotal: { amount: 1395, currency: 'GBP' },
  atMs: 1_000,
};
const draft: Draft = { email: 'ada@example.com', paymentMethod: 'sandbox:tok_ok', pending };

/** A shop whose API returns this response to a purchase. */
function aShop(status: number, body: object) {
  const cookies = new Cookies('attempt=c1.a1; cart=c1; checkout=x', false);
  const POST = jest.fn(async () => {
    const isOk = status < 400;
    return {
      response: new Response(null, { status }),
      ...(isOk ? { data: body } : { error: { status, ...body } }),
    };
  });
  const shop = {
    api: { POST },
    log: { warn: () => {} },
    cookies,
    paymentMethods: paymentMethodsOf(['sandbox:tok_declined', 'sandbox:tok_ok']),
    forgetCart: () => cookies.delete('cart'),
  };
  return { shop: shop as unknown as Shop, cookies, POST };
}

const thrownBy = (work: Promise<unknown>): Promise<Response> =>
  work.then(
    () =>
      (() => {
        throw new Error('unreachable');
      })(),
    (thrown: Response) => thrown,
  );

describe('placing an order', () => {
  it('redirects to it, and stores its attempt', async () => {
    const { shop, cookies, POST } = aShop(201, { id: 'o1', state: 'confirmed' });
    const went = await thrownBy(placeOrder(shop, draft, pending));
    expect(went.headers.get('location')).toBe('/orders/o1');
    expect(['placed', 'cart', 'checkout'].map((name) => cookies.get(name))).toEqual([
      'a1.o1',
      undefined,
      undefined,
    ]);
    expect(POST.mock.calls).toEqual([
      [
        '/api/v1/orders',
        {
          params: { header: { 'Idempotency-Key': 'a1' } },
          body: {
            cartId: 'c1',
            email: 'ada@example.com',
            expectedTotal: pending.expectedTotal,
            payment: { provider: 'sandbox', token: 'tok_ok' },
          },
        },
      ],
    ]);
  });

  it('never pays by another method than the chosen one, even if that is no longer offered', async () => {
    const { shop, POST } = aShop(400, { code: 'request.invalid' });
    await placeOrder(shop, { ...draft, paymentMethod: 'sandbox:tok_capture_fails' }, pending);
    expect(POST.mock.calls).toEqual([
      [
        '/api/v1/orders',
        expect.objectContaining({ body: expect.objectContaining({ payment: { provider: '', token: '' } }) }),
      ],
    ]);
  });

  it('keeps the cart while the payer must confirm', async () => {
    const { shop, cookies } = aShop(202, { id: 'o1', state: 'pending' });
    await thrownBy(placeOrder(shop, draft, pending));
    expect(cookies.get('cart')).toBe('c1');
    expect(cookies.get('checkout')).toBe('x');
  });

  it.each([
    [402, { code: 'payment.declined' }, { kind: 'declined', reason: 'declined' }],
    [402, { code: 'payment.insufficient_funds' }, { kind: 'declined', reason: 'insufficientFunds' }],
    [402, { code: 'payment.challenge_failed' }, { kind: 'declined', reason: 'notConfirmed' }],
    [402, { code: 'payment.abandoned' }, { kind: 'abandoned' }],
    [409, { code: 'price.drift', expectedTotal: 1, actualTotal: 2 }, { kind: 'drift', before: 1, now: 2 }],
    [409, { code: 'stock.insufficient' }, { kind: 'short' }],
    [409, { code: 'shipping.unavailable' }, { kind: 'noDelivery' }],
    [422, { code: 'idempotency.mismatch' }, { kind: 'other' }],
  ])(
    'after %s %j is over: the next attempt gets another key, the form values stay',
    async (status, no, issue) => {
      const { shop, cookies } = aShop(status, no);
      expect(await placeOrder(shop, draft, pending)).toEqual(issue);
      expect(cookies.get('attempt')).toMatch(/^c1\.(?!a1$)/);
      expect(readDraft(shop)).toEqual({ email: 'ada@example.com', paymentMethod: 'sandbox:tok_ok' });
    },
  );

  it.each([
    [503, { code: 'unavailable' }, { kind: 'unsure' }],
    [429, { code: 'too_many' }, { kind: 'unsure' }],
    [409, { code: 'cart.completing' }, { kind: 'elsewhere', orderId: null }],
  ])('after %s %j is unsettled: the key stays', async (status, answer, issue) => {
    const { shop, cookies } = aShop(status, answer);
    expect(await placeOrder(shop, draft, pending)).toEqual(issue);
    expect(cookies.get('attempt')).toBe('c1.a1');
  });

  it('waits while a call with the same key is in flight', async () => {
    const { shop, POST } = aShop(201, { id: 'o1', state: 'confirmed' });
    const error = { code: 'idempotency.in_flight', status: 409 };
    POST.mockResolvedValueOnce({ response: new Response(null, { status: 409 }), error });
    const went = await thrownBy(placeOrder(shop, draft, pending));
    expect(went.headers.get('location')).toBe('/orders/o1');
    expect(POST.mock.calls[1]).toEqual(POST.mock.calls[0]);
  });

  it('is unsettled without a response', async () => {
    const { shop, cookies, POST } = aShop(200, {});
    POST.mockRejectedValue(new TypeError('fetch failed'));
    expect(await placeOrder(shop, draft, pending)).toEqual({ kind: 'unsure' });
    expect(cookies.get('attempt')).toBe('c1.a1');
  });
});
