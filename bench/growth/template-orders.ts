import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { noise } from '../large-catalogue.ts';
import { address, type Http, payment } from '../shop.ts';

const AT_ONCE = 8;
export const PASSWORD = 'a long enough password';
const DOMAIN = 'growth.example.com';
/** All of one length: they replace each other within bytes. */
export const customerEmail = (n: number): string => `customer-${String(n).padStart(6, '0')}@${DOMAIN}`;
export const guestEmail = (n: number): string => `guest-${String(n).padStart(6, '0')}@${DOMAIN}`;

type Headers = Record<string, string>;
interface Order {
  readonly id: string;
  readonly token: string;
  readonly lines: readonly { readonly id: string; readonly quantity: number }[];
  readonly totals: { readonly grand: { readonly amount: number; readonly currency: string } };
  readonly fulfilments: readonly { readonly id: string }[];
  readonly returns: readonly { readonly id: string }[];
  readonly refunds: readonly { readonly id: string }[];
}

/** A purchase with all that happened to it afterwards; the numbers are shares of all orders. */
const LIVES = {
  delivered: 70,
  confirmed: 9,
  shipped: 6,
  declined: 6,
  cancelled: 4,
  returned: 3,
  walkedAway: 2,
};
type Life = keyof typeof LIVES;
const lives = Object.entries(LIVES).flatMap(([life, share]) => Array<Life>(share).fill(life as Life));
const lifeOf = (order: number): Life => lives[(order * 37) % lives.length] ?? 'delivered';
const TOKENS: Partial<Record<Life, string>> = { declined: 'tok_declined', walkedAway: 'tok_requires_action' };
const STATUS: Partial<Record<Life, number>> = { declined: 402, walkedAway: 202 };

/** A customer's cart that is open again would be that of the next purchase too. */
const isCustomers = (order: number): boolean => noise(order, 41, 10) < 7 && !TOKENS[lifeOf(order)];

interface Shop {
  readonly http: Http;
  readonly staff: Headers;
  readonly variants: readonly string[];
}

/**
 * Makes purchases as a storefront and staff make them, by customers and guests. Everything that the filled shop has was
 * written by its services for one of these.
 */
export async function makeTemplateOrders(shop: Shop, count: number): Promise<void> {
  let made = 0;
  const caller = async (_: unknown, n: number): Promise<void> => {
    const customer = await register(shop.http, n);
    while (made < count) {
      const order = made++;
      await new TemplateOrder(shop, order, isCustomers(order) ? customer : undefined).live();
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, caller));
}

const CARTS = 20;
/** Tells such carts from those of purchases. */
export const LEFT_QUANTITY = 7;

/** Carts of guests who left. */
export async function makeTemplateCarts({ http, variants }: Shop): Promise<void> {
  for (let n = 0; n < CARTS; n++) {
    const { id, token } = JSON.parse(await http.ask('POST', '/api/v1/carts', 201, {})) as Order;
    const line = { variantId: variants[noise(n, 49, variants.length)], quantity: LEFT_QUANTITY };
    await http.ask('POST', `/api/v1/carts/${id}/lines`, 200, line, { 'cart-token': token });
  }
}

interface Customer {
  readonly email: string;
  lastCart?: string;
  readonly headers: Headers;
}

/** One that exists already signs in. */
async function register(http: Http, n: number): Promise<Customer> {
  const email = customerEmail(n);
  const secret = { email, password: PASSWORD };
  const registered = await http.send('POST', '/api/v1/auth/register', { ...secret, name: 'Grace Hopper' });
  const text =
    registered.status === 201 ? registered.text : await http.ask('POST', '/api/v1/auth/login', 200, secret);
  const { accessToken } = JSON.parse(text) as { accessToken: string };
  const headers = { authorization: `Bearer ${accessToken}` };
  if (registered.status === 201)
    await http.ask('POST', '/api/v1/me/addresses', 201, { address, isDefault: true }, headers);
  return { email, headers };
}

class TemplateOrder {
  private readonly shop: Shop;
  private readonly n: number;
  private readonly customer: Customer | undefined;
  private readonly life: Life;

  constructor(shop: Shop, n: number, customer: Customer | undefined) {
    this.shop = shop;
    this.n = n;
    this.customer = customer;
    this.life = lifeOf(n);
  }

  async live(): Promise<void> {
    const cart = await this.fillCart();
    const order = await this.buy(cart);
    if (this.life === 'walkedAway') await this.asBuyer(order, 'payment/abandon', 200);
    if (this.life === 'cancelled') await this.asStaff(order, 'cancel', 200);
    if (!['delivered', 'shipped', 'returned'].includes(this.life)) return;
    const lines = order.lines.map(({ id, quantity }) => ({ lineId: id, quantity }));
    const { fulfilments } = await this.asStaff(order, 'fulfilments', 201, { lines });
    const parcel = fulfilments[0]?.id;
    for (const state of ['packed', 'shipped', ...(this.life === 'shipped' ? [] : ['delivered'])])
      await this.asStaff(order, `fulfilments/${parcel}`, 200, { state, tracking: 'RM 123' }, 'PATCH');
    if (this.life === 'returned') await this.takeBack(order, lines.slice(0, 1));
  }

  private async takeBack(order: Order, lines: readonly object[]): Promise<void> {
    const { returns } = await this.asBuyer(order, 'returns', 201, { lines, reason: 'Too blue' });
    for (const step of ['approve', 'receive', 'close'])
      await this.asStaff(order, `returns/${returns[0]?.id}/${step}`, 200);
    const amount = { ...order.totals.grand, amount: 100 };
    const { refunds } = await this.asStaff(order, 'refunds', 201, { amount, reason: 'Too blue' });
    await this.asStaff(order, `refunds/${refunds[0]?.id}/approve`, 200);
  }

  private async fillCart(): Promise<{ id: string; headers: Headers }> {
    const { http, variants } = this.shop;
    const own = this.customer?.headers ?? {};
    const { id, token } = await this.newCart(own);
    const headers = this.customer ? own : { 'cart-token': token };
    const put = (what: string, body: object, method: 'POST' | 'PUT' = 'PUT') =>
      http.ask(method, `/api/v1/carts/${id}/${what}`, 200, body, headers);
    for (let line = 0; line <= noise(this.n, 42, 3); line++) {
      const variantId = variants[noise(this.n, 43 + line, variants.length)];
      await put('lines', { variantId, quantity: 1 + noise(this.n, 46 + line, 2) }, 'POST');
    }
    if (this.customer) this.customer.lastCart = id;
    await put('shipping-address', address);
    await put('shipping-option', { shippingOptionId: 'standard' });
    return { id, headers };
  }

  /** The cart before becomes `ordered` by an event; until then it is the customer's. */
  private async newCart(headers: Headers): Promise<Order> {
    for (;;) {
      const text = await this.shop.http.ask('POST', '/api/v1/carts', 201, {}, headers);
      const cart = JSON.parse(text) as Order;
      if (!this.customer || cart.id !== this.customer.lastCart) return cart;
      await pause(50);
    }
  }

  private async buy(cart: { id: string; headers: Headers }): Promise<Order> {
    const email = this.customer?.email ?? guestEmail(0);
    const token = TOKENS[this.life] ?? payment.token;
    const body = { cartId: cart.id, email, shippingAddress: address, payment: { ...payment, token } };
    const headers = { ...cart.headers, 'idempotency-key': randomUUID() };
    const text = await this.shop.http.ask('POST', '/api/v1/orders', STATUS[this.life] ?? 201, body, headers);
    return JSON.parse(text) as Order;
  }

  private async asBuyer(
    { id, token }: Order,
    what: string,
    status: number,
    body: object = {},
  ): Promise<Order> {
    const headers = {
      ...(this.customer?.headers ?? { 'order-token': token }),
      'idempotency-key': randomUUID(),
    };
    return JSON.parse(
      await this.shop.http.ask('POST', `/api/v1/orders/${id}/${what}`, status, body, headers),
    ) as Order;
  }

  private async asStaff(
    { id }: Order,
    what: string,
    status: number,
    body: object = {},
    method: 'POST' | 'PATCH' = 'POST',
  ): Promise<Order> {
    const { http, staff } = this.shop;
    const path = `/api/v1/admin/orders/${id}/${what}`;
    return JSON.parse(
      await http.ask(method, path, status, body, { ...staff, 'idempotency-key': randomUUID() }),
    ) as Order;
  }
}
