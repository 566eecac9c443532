import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Pool } from 'undici';

export interface Service {
  name: string;
  opsUrl: string;
  pid: number;
}
export interface StackFile {
  baseUrl: string;
  /** Postgres, as a role that may create databases. */
  serverUrl: string;
  redisUrl: string;
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

interface Answer {
  status: number;
  text: string;
}

/** Plain HTTP with kept connections; a status that was not expected is an error. */
export class Http {
  private readonly pool: Pool;

  constructor(origin: string, connections: number) {
    this.pool = new Pool(origin, { connections, pipelining: 1 });
  }

  async ask(
    method: 'GET' | 'POST' | 'PUT',
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
    method: 'GET' | 'POST' | 'PUT',
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

/** Creates products until the shop has this number of the bench's own, and returns their variants. */
export async function benchVariants(
  http: Http,
  staff: Record<string, string>,
  count: number,
): Promise<string[]> {
  const ids: string[] = [];
  for (let from = 0; from < count; from += 50) {
    const products = Array.from({ length: Math.min(50, count - from) }, (_, n) => aProduct(from + n));
    const text = await http.ask('POST', '/api/v1/admin/imports/products', 200, { products }, staff);
    const { results } = JSON.parse(text) as { results: { variants: { id: string }[] }[] };
    ids.push(...results.flatMap((one) => one.variants.map((variant) => variant.id)));
    process.stderr.write(`\r${from + products.length} of ${count} products`);
  }
  process.stderr.write('\n');
  return ids;
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
