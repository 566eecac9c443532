import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CartState } from '@tradepost/contracts';
import { aGateway, type TestGateway } from '../../testing/a-gateway.ts';
import { aCart, anAddress, ID, OTHER_ID, pounds } from '../../testing/builders.ts';
import { signedInAs } from '../../testing/signed-in.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await aGateway({ env: { PUBLIC_URL: 'https://shop.example' } });
});
afterAll(() => gateway.close());
beforeEach(() => {
  gateway.calls.splice(0);
  const answer = async () => ({ cart: aCart() });
  gateway.services.CartService = {
    createCart: async () => ({ cart: aCart({ token: 'secret-token' }) }),
    getCurrentCart: answer,
    getCart: answer,
    addLine: answer,
    changeLine: answer,
    removeLine: answer,
    setShippingAddress: answer,
    chooseShippingOption: answer,
    listShippingOptions: async () => ({
      options: [{ id: 'post', name: 'Post', price: pounds(499), minDays: 2, maxDays: 3 }],
    }),
  };
});

const request = () => gateway.calls.at(-1)?.request;
const guest = { 'cart-token': 't', 'idempotency-key': 'k', 'if-match': '"3-x"' };
const change = {
  cartId: ID,
  access: { userId: '', token: 't' },
  idempotencyKey: 'k',
  expectedVersion: 3,
};

describe('the tax of a cart', () => {
  it('is shown per line and by rate, in percent', async () => {
    const finnish = { rate: 2550, net: pounds(800), tax: pounds(204) };
    const cart = aCart();
    const lines = cart.lines.map((line) => ({ ...line, tax: { rate: 2550, amount: pounds(204) } }));
    gateway.services.CartService = {
      getCart: async () => ({
        cart: { ...cart, lines, totals: { ...cart.totals, taxLines: [finnish] } as typeof cart.totals },
      }),
    };
    const answer = await gateway.ask(`/carts/${ID}`, { headers: { 'cart-token': 't' } });
    const gbp = (amount: number) => ({ amount, currency: 'GBP' });
    expect(answer.json()).toMatchObject({
      lines: [{ taxClass: 'standard', requiresShipping: true, tax: { rate: 25.5, amount: gbp(204) } }],
      totals: { taxLines: [{ rate: 25.5, net: gbp(800), tax: gbp(204) }] },
    });
  });
});

describe('a new cart', () => {
  it('of a guest comes with its token, in the body and as a cookie that scripts cannot read', async () => {
    const answer = await gateway.ask('/carts', { method: 'POST', payload: {} });
    expect(answer.statusCode).toBe(201);
    expect(answer.headers.location).toBe(`/api/v1/carts/${ID}`);
    expect(answer.json()).toMatchObject({ id: ID, token: 'secret-token', state: 'active', version: 3 });
    expect(answer.cookies).toEqual([
      {
        name: 'cart_token',
        value: 'secret-token',
        path: '/',
        maxAge: 2_592_000,
        httpOnly: true,
        secure: true,
        sameSite: 'Lax',
      },
    ]);
  });

  it('of a user has no token', async () => {
    gateway.services.CartService = { createCart: async () => ({ cart: aCart() }) };
    const headers = await signedInAs(ID, 'customer');
    const answer = await gateway.ask('/carts', { method: 'POST', payload: {}, headers });
    expect(answer.json()).not.toHaveProperty('token');
    expect(answer.cookies).toEqual([]);
    expect(request()).toEqual({ userId: ID, lines: [], idempotencyKey: '' });
  });

  it('may have lines at once, up to a limit', async () => {
    const lines = [{ variantId: OTHER_ID, quantity: 2 }];
    await gateway.ask('/carts', { method: 'POST', payload: { lines } });
    expect(request()).toMatchObject({ lines });
    const tooMany = { lines: Array.from({ length: 501 }, () => lines[0]) };
    expect((await gateway.ask('/carts', { method: 'POST', payload: tooMany })).json()).toMatchObject({
      errors: [{ code: 'field.maxItems', field: 'lines' }],
    });
  });

  it('with an Idempotency-Key identifies the client by a digest, not by its address', async () => {
    const ask = async (address: string, agent: string) => {
      await gateway.ask('/carts', {
        method: 'POST',
        payload: {},
        remoteAddress: address,
        headers: { 'idempotency-key': 'k', 'user-agent': agent },
      });
      return (request() as { client: string }).client;
    };
    const client = await ask('203.0.113.7', 'A');
    expect(client).toMatch(/^[\w-]{43}$/);
    expect(await ask('203.0.113.7', 'A')).toBe(client);
    expect(await ask('203.0.113.8', 'A')).not.toBe(client);
    expect(await ask('203.0.113.7', 'B')).not.toBe(client);
  });
});

describe('a change of a cart', () => {
  it.each([
    ['POST', '/lines', { variantId: OTHER_ID, quantity: 2 }, 'addLine', { variantId: OTHER_ID, quantity: 2 }],
    ['PATCH', `/lines/${OTHER_ID}`, { quantity: 7 }, 'changeLine', { lineId: OTHER_ID, quantity: 7 }],
    ['DELETE', `/lines/${OTHER_ID}`, undefined, 'removeLine', { lineId: OTHER_ID }],
    [
      'PUT',
      '/shipping-address',
      anAddress,
      'setShippingAddress',
      { address: { ...anAddress, line2: '', region: '' } },
    ],
    [
      'PUT',
      '/shipping-option',
      { shippingOptionId: 'post' },
      'chooseShippingOption',
      { shippingOptionId: 'post' },
    ],
  ] as const)('%s %s', async (method, path, payload, called, asked) => {
    const answer = await gateway.ask(`/carts/${ID}${path}`, {
      method,
      headers: guest,
      ...(payload && { payload }),
    });
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toMatchObject({ id: ID, totals: { grand: { amount: 3_097, currency: 'GBP' } } });
    expect(gateway.calls).toMatchObject([{ method: `CartService.${called}` }]);
    expect(request()).toEqual({ ...change, ...asked });
  });

  it('names a line by a UUID', async () => {
    const answer = await gateway.ask(`/carts/${ID}/lines/first`, { method: 'DELETE' });
    expect(answer.json()).toMatchObject({ errors: [{ in: 'params', field: 'lineId' }] });
  });

  it('never shows the guest’s token again', async () => {
    gateway.services.CartService = { getCart: async () => ({ cart: aCart({ token: 'secret-token' }) }) };
    expect((await gateway.ask(`/carts/${ID}`)).body).not.toContain('secret-token');
  });
});

describe('a cart', () => {
  it('has its lines, options and problems as the API names them', async () => {
    const cart = aCart({
      state: CartState.COMPLETING,
      shippingOption: { id: 'post', name: 'Post', price: pounds(499), minDays: 2, maxDays: 3 },
      problems: [
        {
          ...{ code: 'stock.insufficient', detail: 'Only 1 is left.', lineId: ID, variantId: '' },
          ...{ available: 1, limit: undefined, previous: undefined, current: pounds(5) },
        },
      ],
    });
    gateway.services.CartService = { getCart: async () => ({ cart }) };
    expect((await gateway.ask(`/carts/${ID}`)).json()).toMatchObject({
      state: 'completing',
      lines: [{ options: { Colour: 'Blue' }, unitPrice: { amount: 1_299, currency: 'GBP' }, imageUrl: null }],
      problems: [
        {
          code: 'stock.insufficient',
          detail: 'Only 1 is left.',
          lineId: ID,
          variantId: null,
          available: 1,
          current: { amount: 5, currency: 'GBP' },
        },
      ],
      shippingAddress: null,
      shippingOption: { id: 'post', price: { amount: 499, currency: 'GBP' }, minDays: 2, maxDays: 3 },
      updatedAt: '2026-01-31T12:00:00.000Z',
    });
  });

  it('of the signed-in user is found by the user', async () => {
    const answer = await gateway.ask('/carts/current', { headers: await signedInAs(ID, 'customer') });
    expect(answer.statusCode).toBe(200);
    expect(request()).toEqual({ userId: ID });
  });

  it('has shipping options', async () => {
    const answer = await gateway.ask(`/carts/${ID}/shipping-options`, { headers: guest });
    expect(answer.json()).toEqual({
      items: [{ id: 'post', name: 'Post', price: { amount: 499, currency: 'GBP' }, minDays: 2, maxDays: 3 }],
    });
    expect(request()).toEqual({ cartId: ID, access: { userId: '', token: 't' } });
  });

  it('missing in the service’s answer is an internal error', async () => {
    gateway.services.CartService = { getCart: async () => ({ cart: undefined }) };
    expect((await gateway.ask(`/carts/${ID}`)).statusCode).toBe(500);
  });
});
