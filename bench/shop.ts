import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Socket } from 'node:net';
import { BalancedPool, buildConnector, Pool } from 'undici';

export interface Service {
  app: string;
  /** `cart`, or `cart-2` where there are several. */
  name: string;
  address: string;
  opsUrl: string;
  pid: number;
}

/** The sandbox stands for an external provider. */
export const isOurs = ({ name }: Pick<Service, 'name'>): boolean => name !== 'payment-sandbox';

export interface StackFile {
  baseUrl: string;
  /** Postgres, as a role that may create databases. */
  serverUrl: string;
  databaseAdminUrl: string;
  redisUrl: string;
  supervisorPid: number;
  services: Service[];
  accounts: { email: string; password: string; role: string }[];
}

/** The shop that `npm start` runs. */
export function runningStack(): StackFile {
  const file =
    process.env['TEST_STACK_FILE'] ?? fileURLToPath(new URL('../.local/dev/stack.json', import.meta.url));
  if (!existsSync(file))
    throw new Error('No shop is running: type "RATE_LIMITS=off npm start" in another terminal first.');
  return JSON.parse(readFileSync(file, 'utf8')) as StackFile;
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH';

interface Answer {
  status: number;
  text: string;
}

/** Plain HTTP with kept connections; a status that was not expected is an error. */
export class Http {
  private readonly pool: Pool | BalancedPool;
  private readonly sockets: Socket[] = [];

  constructor(origins: string | string[], connections: number) {
    const connector = buildConnector({});
    const connect: typeof connector = (options, done) =>
      connector(options, (...[fault, socket]) => {
        if (fault) return done(fault, null);
        this.sockets.push(socket);
        return done(null, socket);
      });
    const options = { connections, pipelining: 1, connect };
    this.pool = typeof origins === 'string' ? new Pool(origins, options) : new BalancedPool(origins, options);
  }

  /** With heads, as they came over the wire. */
  bytesReceived(): number {
    return this.sockets.reduce((sum, { bytesRead }) => sum + bytesRead, 0);
  }

  async ask(
    method: Method,
    path: string,
    expected: number,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<string> {
    const { status, text } = await this.send(method, path, body, headers);
    if (status !== expected) throw new Error(`${method} ${path} answered ${status}: ${text}`);
    return text;
  }

  async send(
    method: Method,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const payload =
      body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'content-type': 'application/json', ...headers } };
    const answer = await this.pool.request({ method, path, headers, ...payload });
    return { status: answer.statusCode, text: await answer.body.text() };
  }

  close(): Promise<void> {
    return this.pool.close();
  }
}

export const address = {
  name: 'Ada Lovelace',
  line1: '12 St James Square',
  city: 'London',
  postalCode: 'SW1Y 4JH',
  country: 'GB',
};
export const payment = { provider: 'sandbox', token: 'tok_ok' };

/** Variants of the bench's own products, which are made when the shop does not have as many. */
export async function benchVariants(
  http: Http,
  staff: Record<string, string>,
  count: number,
): Promise<string[]> {
  const last = await http.send('GET', `/api/v1/products/bench-${count - 1}`);
  if (last.status === 404) await makeProducts(http, staff, count);
  return Promise.all(Array.from({ length: count }, (_, n) => variantOf(http, n)));
}

async function makeProducts(http: Http, staff: Record<string, string>, count: number): Promise<void> {
  for (let from = 0; from < count; from += 50) {
    const products = Array.from({ length: Math.min(50, count - from) }, (_, n) => aProduct(from + n));
    await http.ask('POST', '/api/v1/admin/imports/products', 200, { products }, staff);
    process.stderr.write(`\r${from + products.length} of ${count} products`);
  }
  process.stderr.write('\n');
}

async function variantOf(http: Http, n: number): Promise<string> {
  const page = JSON.parse(await http.ask('GET', `/api/v1/products/bench-${n}`, 200)) as {
    variants: { id: string }[];
  };
  return page.variants[0]?.id ?? '';
}

const WORDS = ['oak', 'linen', 'copper', 'wool', 'stone', 'willow', 'slate', 'brass', 'ash', 'clay'];
const TYPES = ['bowl', 'jug', 'blanket', 'lamp', 'brush', 'stool', 'basket', 'towel', 'kettle', 'shelf'];

function aProduct(n: number) {
  const title = `${WORDS[n % 10]} ${TYPES[Math.floor(n / 10) % 10]} number ${n}`;
  return {
    slug: `bench-${n}`,
    title,
    descriptionHtml: `A ${title} for measuring with.`,
    vendor: `Bench ${n % 7}`,
    type: TYPES[n % 10],
    status: 'active',
    variants: [{ sku: `BENCH-${n}`, options: {}, price: { amount: 500 + n, currency: 'GBP' }, stock: null }],
  };
}

/** One product with this quantity, for the race. */
export async function hotVariant(http: Http, staff: Record<string, string>, stock: number): Promise<string> {
  const slug = `bench-hot-${randomUUID()}`;
  const product = {
    slug,
    title: slug,
    status: 'active',
    variants: [{ sku: slug, options: {}, price: { amount: 999, currency: 'GBP' }, stock }],
  };
  const text = await http.ask('POST', '/api/v1/admin/imports/products', 200, { products: [product] }, staff);
  const { results } = JSON.parse(text) as { results: { variants: { id: string }[] }[] };
  return results[0]?.variants[0]?.id ?? '';
}

export async function staffHeaders(http: Http, { accounts }: StackFile): Promise<Record<string, string>> {
  const admin = accounts.find((one) => one.role === 'admin');
  const text = await http.ask('POST', '/api/v1/auth/login', 200, {
    email: admin?.email,
    password: admin?.password,
  });
  return { authorization: `Bearer ${(JSON.parse(text) as { accessToken: string }).accessToken}` };
}
