import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { aGateway, type TestGateway } from '../testing/a-gateway.ts';
import { aCart, anAddress, anOrder, aProduct, ID, OTHER_ID, pounds } from '../testing/builders.ts';
import { signedInAs } from '../testing/signed-in.ts';

let gateway: TestGateway;
beforeAll(async () => {
  const cart = async () => ({ cart: aCart({ token: 't' }) });
  gateway = await aGateway({
    services: {
      ProductService: {
        getProduct: async () => ({ product: aProduct(), canonicalSlug: '' }),
        listProducts: async () => ({ items: [], facets: [], total: 0, inexact: false, nextPageToken: '' }),
      },
      CartService: {
        ...{
          createCart: cart,
          getCart: cart,
          getCurrentCart: cart,
          addLine: cart,
          changeLine: cart,
          removeLine: cart,
        },
        ...{ setShippingAddress: cart, chooseShippingOption: cart },
        listShippingOptions: async () => ({
          options: [{ id: 'post', name: 'Post', price: pounds(499), minDays: 2, maxDays: 3 }],
        }),
      },
      OrderService: {
        placeOrder: async () => ({
          outcome: { $case: 'placed', placed: anOrder({ token: 't' }) },
          replayed: false,
        }),
        getOrder: async () => ({ order: anOrder() }),
        listOrders: async () => ({ items: [anOrder()], nextPageToken: '' }),
      },
    },
  });
});
afterAll(() => gateway.close());

const headers = { 'cart-token': 't', 'order-token': 't', 'idempotency-key': 'k' };
const payment = { provider: 'sandbox', token: 'tok_ok' };
const order = { cartId: ID, email: 'ada@example.com', payment };

// More calls are a change for the worse: docs/performance.md.
it.each([
  ['GET', '/products', undefined, 200],
  ['GET', '/products/mug', undefined, 200],
  ['POST', '/carts', {}, 201],
  ['GET', `/carts/${ID}`, undefined, 200],
  ['POST', `/carts/${ID}/lines`, { variantId: OTHER_ID, quantity: 1 }, 200],
  ['PATCH', `/carts/${ID}/lines/${OTHER_ID}`, { quantity: 2 }, 200],
  ['DELETE', `/carts/${ID}/lines/${OTHER_ID}`, undefined, 200],
  ['PUT', `/carts/${ID}/shipping-address`, anAddress, 200],
  ['GET', `/carts/${ID}/shipping-options`, undefined, 200],
  ['PUT', `/carts/${ID}/shipping-option`, { shippingOptionId: 'post' }, 200],
  ['POST', '/orders', order, 201],
  ['GET', `/orders/${ID}`, undefined, 200],
] as const)('%s %s makes one call, no more for a customer', async (method, url, payload, status) => {
  const signedIn = await signedInAs(OTHER_ID, 'customer');
  // Its key is read once.
  await gateway.ask('/orders', { headers: signedIn });
  for (const of of [{}, signedIn]) {
    gateway.calls.splice(0);
    const answer = await gateway.ask(url, {
      method,
      headers: { ...headers, ...of },
      ...(payload && { payload }),
    });
    // Lists and product pages are the same for everybody, and kept.
    const calls = url.startsWith('/products') && of === signedIn ? 0 : 1;
    expect({ status: answer.statusCode, calls: gateway.calls.length }).toEqual({ status, calls });
  }
});
