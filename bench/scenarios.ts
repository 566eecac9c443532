import { randomUUID } from 'node:crypto';
import { load, type Rate, rateOf } from './load.ts';
import { address, hotVariant, type Http, payment } from './shop.ts';

export interface Scenario {
  name: string;
  callers: readonly number[];
  /** What has to be there before, which is not measured. */
  prepare?: () => Promise<void>;
  run: (callers: number, seconds: number) => Promise<Rate>;
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

async function newCart(http: Http): Promise<Cart> {
  const { id, token } = JSON.parse(await http.ask('POST', '/api/v1/carts', 201, {})) as Cart;
  return { id, token };
}

const put = async (http: Http, { id, token }: Cart, what: string, body: unknown): Promise<void> =>
  void (await http.ask(what === 'lines' ? 'POST' : 'PUT', `/api/v1/carts/${id}/${what}`, 200, body, {
    'cart-token': token,
  }));

/** A cart that can be paid for. */
async function readyCart(
  http: Http,
  lines: readonly { variantId: string; quantity: number }[],
): Promise<Cart> {
  const cart = await newCart(http);
  for (const line of lines) await put(http, cart, 'lines', line);
  await put(http, cart, 'shipping-address', address);
  await put(http, cart, 'shipping-option', { shippingOptionId: 'standard' });
  return cart;
}

const pay = (http: Http, { id, token }: Cart) =>
  http.send(
    'POST',
    '/api/v1/orders',
    { cartId: id, email: 'bench@example.com', shippingAddress: address, payment },
    { 'cart-token': token, 'idempotency-key': randomUUID() },
  );

const productPage = async (http: Http, products: number): Promise<void> =>
  void (await http.ask('GET', `/api/v1/products/bench-${Math.floor(Math.random() * products)}`, 200));

/** A whole purchase as a storefront makes it, seven calls: product page, cart, two lines, address, shipping, pay. */
export async function purchase(http: Http, variants: readonly string[]): Promise<void> {
  await productPage(http, variants.length);
  const lines = [1, 2].map((quantity) => ({ variantId: pick(variants), quantity }));
  const { status, text } = await pay(http, await readyCart(http, lines));
  if (status !== 201) throw new Error(`a purchase answered ${status}: ${text}`);
}

/** W1 to W6 of bench/README.md, on one shop. */
export async function scenarios(shop: Shop, callers: readonly number[]): Promise<Scenario[]> {
  const { http, variants } = shop;
  const pages = await listPages(http);
  const repeated = (name: string, work: () => Promise<unknown>): Scenario => ({
    ...{ name, callers },
    run: (count, seconds) => load(count, seconds, async () => void (await work())),
  });
  return [
    repeated('W1 list of 20, random page', () => http.ask('GET', pick(pages), 200)),
    repeated('W2 product page', () => productPage(http, variants.length)),
    // A number not requested before: it is not in the edge cache.
    repeated('W3 search, uncached', () => {
      const maxPrice = 100_000 + Math.floor(Math.random() * 1e9);
      return http.ask('GET', `/api/v1/products?limit=20&q=${pick(SEARCHES)}&maxPrice=${maxPrice}`, 200);
    }),
    repeated('W4 new cart with a line', async () =>
      put(http, await newCart(http), 'lines', { variantId: pick(variants), quantity: 1 }),
    ),
    repeated('W5 whole purchase', () => purchase(http, variants)),
    race(shop),
  ];
}

interface Shop {
  readonly http: Http;
  readonly variants: readonly string[];
  readonly staff: Record<string, string>;
}

const PAGES = 50;

/** Addresses of the first pages of the list, which are followed once to know their cursors. */
async function listPages(http: Http): Promise<string[]> {
  const pages = ['/api/v1/products?limit=20'];
  while (pages.length < PAGES) {
    const text = await http.ask('GET', pages.at(-1) ?? '', 200);
    const { nextCursor } = JSON.parse(text) as { nextCursor?: string | null };
    if (!nextCursor) break;
    pages.push(`/api/v1/products?limit=20&cursor=${encodeURIComponent(nextCursor)}`);
  }
  return pages;
}

const UNITS = 200;
const BUYERS = 400;
const AT_A_TIME = 32;

/** W6: more buyers with a cart that is ready than there are units, all at once. */
function race({ http, staff }: Shop): Scenario {
  let carts: Cart[] = [];
  return {
    ...{ name: 'W6 200 units, 400 carts', callers: [BUYERS] },
    prepare: async () => {
      const variantId = await hotVariant(http, staff, UNITS);
      const made: Cart[] = [];
      let left = BUYERS;
      const maker = async (): Promise<void> => {
        while (left-- > 0) made.push(await readyCart(http, [{ variantId, quantity: 1 }]));
      };
      await Promise.all(Array.from({ length: AT_A_TIME }, maker));
      carts = made;
    },
    run: async () => {
      const begin = performance.now();
      const answers = await Promise.all(
        carts.map(async (cart) => {
          const { status } = await pay(http, cart);
          return { status, ms: performance.now() - begin };
        }),
      );
      const sold = answers.filter(({ status }) => status === 201);
      const refused = answers.filter(({ status }) => status === 409);
      if (sold.length > UNITS) throw new Error(`${sold.length} of ${UNITS} units were sold`);
      const failures = answers.length - sold.length - refused.length + UNITS - sold.length;
      return rateOf(
        answers.map(({ ms }) => ms),
        { callers: carts.length, failures, begin },
      );
    },
  };
}
