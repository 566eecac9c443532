import { randomUUID } from 'node:crypto';
import { formatMoney } from '@tradepost/decision';
import type { Steps } from './steps.ts';
import type { Visitor } from './visitor.ts';

interface Money {
  amount: number;
  currency: string;
}

type Totals = Record<'items' | 'discount' | 'shipping' | 'tax' | 'grand', Money> & { taxIncluded: boolean };

interface Cart {
  id: string;
  token?: string;
  lines: { total: Money }[];
  problems: { code: string }[];
  totals: Totals;
}

interface Order {
  id: string;
  number: string;
  token?: string;
  state: string;
  paymentState: string;
  totals: Totals;
}

interface ListItem {
  slug: string;
  title: string;
}

interface Offer {
  variantId: string;
  title: string;
}

const ADDRESS = {
  name: 'Smoke Test',
  line1: '12 St James’s Square',
  city: 'London',
  postalCode: 'SW1Y 4JH',
  country: 'GB',
};

/** A guest's whole visit, step by step; the order is cancelled at the end, so that the stock is released. */
export async function purchase(steps: Steps, shop: Visitor): Promise<void> {
  const offers = await choose(steps, shop);
  const { cart, headers } = await fill(steps, shop, offers);
  await ship(steps, shop, cart, headers);
  const priced = await shop.ask<Cart>('GET', `/api/v1/carts/${cart.id}`, 200, { headers });
  await pay(steps, shop, priced, headers);
}

async function choose(steps: Steps, shop: Visitor): Promise<Offer[]> {
  const { items } = await steps.step(
    'lists products',
    () => shop.ask<{ items: ListItem[] }>('GET', '/api/v1/products?inStock=true&limit=100', 200),
    (list) => `${list.items.length} in stock`,
  );
  return steps.step(
    'shows products',
    async () => {
      const found: Offer[] = [];
      for (const item of items) {
        const offer = await offerOf(shop, item);
        if (offer) found.push(offer);
        if (found.length === 2) return found;
      }
      throw new Error(`a purchase needs two products in stock, there are ${found.length}`);
    },
    (found) => found.map(({ title }) => title).join(', '),
  );
}

async function offerOf(shop: Visitor, { slug, title }: ListItem): Promise<Offer | undefined> {
  const path = `/api/v1/products/${encodeURIComponent(slug)}`;
  const { variants } = await shop.ask<{ variants: { id: string; available: boolean }[] }>('GET', path, 200);
  const variant = variants.find(({ available }) => available);
  return variant && { variantId: variant.id, title };
}

type Headers = Record<string, string>;

async function fill(steps: Steps, shop: Visitor, offers: Offer[]): Promise<{ cart: Cart; headers: Headers }> {
  const cart = await steps.step('makes a guest cart', () =>
    shop.ask<Cart>('POST', '/api/v1/carts', 201, { body: {} }),
  );
  const headers = { 'cart-token': cart.token ?? '' };
  for (const [at, { variantId }] of offers.entries()) {
    await steps.step(
      `adds line ${at + 1}`,
      async () => {
        const body = { variantId, quantity: 1 };
        const changed = await shop.ask<Cart>('POST', `/api/v1/carts/${cart.id}/lines`, 200, {
          body,
          headers,
        });
        return checked(changed, at + 1);
      },
      ({ totals }) => `items ${shown(totals.items)}`,
    );
  }
  return { cart, headers };
}

function checked(cart: Cart, lines: number): Cart {
  const { totals, problems } = cart;
  const sum = cart.lines.reduce((amount, { total }) => amount + total.amount, 0);
  if (cart.lines.length !== lines) throw new Error(`${cart.lines.length} lines instead of ${lines}`);
  if (sum !== totals.items.amount)
    throw new Error(`the lines make ${sum}, the total says ${totals.items.amount}`);
  const grand =
    totals.items.amount -
    totals.discount.amount +
    totals.shipping.amount +
    (totals.taxIncluded ? 0 : totals.tax.amount);
  if (grand !== totals.grand.amount)
    throw new Error(`grand total ${totals.grand.amount} instead of ${grand}`);
  if (problems.length > 0) throw new Error(`problems: ${problems.map(({ code }) => code).join(', ')}`);
  return cart;
}

async function ship(steps: Steps, shop: Visitor, { id }: Cart, headers: Headers): Promise<void> {
  const path = `/api/v1/carts/${id}`;
  await steps.step('sets the shipping address', () =>
    shop.ask('PUT', `${path}/shipping-address`, 200, { body: ADDRESS, headers }),
  );
  const { items } = await steps.step(
    'offers ways to ship',
    () =>
      shop.ask<{ items: { id: string; name: string }[] }>('GET', `${path}/shipping-options`, 200, {
        headers,
      }),
    (options) => options.items.map(({ name }) => name).join(', '),
  );
  await steps.step(
    'takes the first',
    async () => {
      const body = { shippingOptionId: items[0]?.id };
      return checked(await shop.ask<Cart>('PUT', `${path}/shipping-option`, 200, { body, headers }), 2);
    },
    ({ totals }) => `to pay ${shown(totals.grand)}`,
  );
}

async function pay(steps: Steps, shop: Visitor, cart: Cart, headers: Headers): Promise<void> {
  const buy = <T>(token: string, status: number, key: string) =>
    shop.ask<T>('POST', '/api/v1/orders', status, {
      headers: { ...headers, 'idempotency-key': key },
      body: {
        ...{ cartId: cart.id, email: 'smoke@tradepost.example', shippingAddress: ADDRESS },
        ...{ payment: { provider: 'sandbox', token }, expectedTotal: cart.totals.grand },
      },
    });
  await steps.step(
    'is refused with a declined card',
    () => buy<{ code: string }>('tok_declined', 402, randomUUID()),
    ({ code }) => code,
  );
  const key = randomUUID();
  const order = await steps.step(
    'buys the same cart',
    async () => settled(await buy<Order>('tok_ok', 201, key), cart),
    ({ number, totals }) => `order ${number}, ${shown(totals.grand)}`,
  );
  await steps.step('gets the same order for the same key', async () => {
    const again = await buy<Order>('tok_ok', 201, key);
    if (again.id !== order.id) throw new Error(`a second order ${again.number}`);
  });
  await look(steps, shop, order);
}

function settled(order: Order, cart: Cart): Order {
  if (order.state !== 'confirmed' && order.state !== 'completed')
    throw new Error(`the order is ${order.state}`);
  if (order.totals.grand.amount !== cart.totals.grand.amount)
    throw new Error(`the cart said ${shown(cart.totals.grand)}, the order ${shown(order.totals.grand)}`);
  return order;
}

async function look(steps: Steps, shop: Visitor, order: Order): Promise<void> {
  const path = `/api/v1/orders/${order.id}`;
  const headers = { 'order-token': order.token ?? '' };
  await steps.step(
    'reads the order back with its token',
    () => shop.ask<Order>('GET', path, 200, { headers }),
    ({ state, paymentState }) => `${state}, ${paymentState}`,
  );
  await steps.step('hides it from others', () => shop.ask('GET', path, 404));
  await steps.step(
    'cancels it',
    async () => {
      const body = { reason: 'smoke test' };
      const cancelled = await shop.ask<Order>('POST', `${path}/cancel`, 200, { body, headers });
      if (cancelled.state !== 'cancelled') throw new Error(`the order is ${cancelled.state}`);
      return cancelled;
    },
    ({ state, paymentState }) => `${state}, ${paymentState}`,
  );
}

const shown = ({ amount, currency }: Money): string =>
  formatMoney({ amountMinor: amount, currency }, 'en-GB');
