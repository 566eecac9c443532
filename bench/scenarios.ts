import { randomUUID } from 'node:crypto';
import { address, type Http, payment } from './shop.ts';

export interface Scenario {
  name: string;
  callers: readonly number[];
  work: (caller: number) => Promise<void>;
}

interface Cart {
  id: string;
  token: string;
}

const pick = <T>(list: readonly T[]): T => list[Math.floor(Math.random() * list.length)] as T;
const SEARCHES = [
  'oak',
  'linen',
  'copper',
  'willow',
  'slate',
  'brass',
  'blanket',
  'kettle',
  'basket',
  'stool',
];

async function newCart(http: Http): Promise<{ cart: Cart; headers: Record<string, string> }> {
  const cart = JSON.parse(await http.ask('POST', '/api/v1/carts', 201, {})) as Cart;
  return { cart, headers: { 'cart-token': cart.token } };
}

/** A whole purchase as a storefront makes it: cart, two lines, address, shipping, pay. */
export async function purchase(http: Http, variants: readonly string[]): Promise<void> {
  const { cart, headers } = await newCart(http);
  const path = `/api/v1/carts/${cart.id}`;
  await http.ask('POST', `${path}/lines`, 200, { variantId: pick(variants), quantity: 1 }, headers);
  await http.ask('POST', `${path}/lines`, 200, { variantId: pick(variants), quantity: 2 }, headers);
  await http.ask('PUT', `${path}/shipping-address`, 200, address, headers);
  await http.ask('PUT', `${path}/shipping-option`, 200, { shippingOptionId: 'standard' }, headers);
  const order = { cartId: cart.id, email: 'bench@example.com', shippingAddress: address, payment };
  await http.ask('POST', '/api/v1/orders', 201, order, { ...headers, 'idempotency-key': randomUUID() });
}

/** W1 to W5 of bench/README.md. */
export function scenarios(http: Http, variants: readonly string[], callers: readonly number[]): Scenario[] {
  const get = (path: () => string) => async (): Promise<void> => void (await http.ask('GET', path(), 200));
  return [
    { name: 'W1 list of 20 products', callers, work: get(() => '/api/v1/products?limit=20') },
    {
      name: 'W2 product page',
      callers,
      work: get(() => `/api/v1/products/bench-${Math.floor(Math.random() * 50)}`),
    },
    // A number not requested before: it is not in the edge cache.
    {
      name: 'W3 search, uncached',
      callers,
      work: get(
        () =>
          `/api/v1/products?limit=20&q=${pick(SEARCHES)}&maxPrice=${100_000 + Math.floor(Math.random() * 1e9)}`,
      ),
    },
    {
      name: 'W4 new cart with a line',
      callers,
      work: async () => {
        const { cart, headers } = await newCart(http);
        await http.ask(
          'POST',
          `/api/v1/carts/${cart.id}/lines`,
          200,
          { variantId: pick(variants), quantity: 1 },
          headers,
        );
      },
    },
    { name: 'W5 whole purchase', callers, work: () => purchase(http, variants) },
  ];
}

/** W6: more buyers than there is, all at once. */
export async function race(http: Http, variantId: string, buyers: number): Promise<Record<number, number>> {
  const body = {
    lines: [{ variantId, quantity: 1 }],
    email: 'bench@example.com',
    shippingAddress: address,
    payment,
  };
  const answers = await Promise.all(
    Array.from({ length: buyers }, () =>
      http.send('POST', '/api/v1/orders', body, { 'idempotency-key': randomUUID() }),
    ),
  );
  const counts: Record<number, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}
