import type { Account, StackFile } from '../stack.ts';
import { Caller } from './caller.ts';
import type { History } from './history.ts';
import { Random } from './random.ts';

export interface Ware {
  variantId: string;
  sku: string;
  /** What is there at first. */
  stock: number;
  /** Price at first, in minor units. */
  price: number;
}

/** Headers of somebody who is signed in, and signs in again when the token gets old. */
export type Session = () => Promise<Record<string, string>>;

/** What the actors of a run need: goods of its own and people who can sign in. */
export interface Scene {
  wares: Ware[];
  rushed: Ware | undefined;
  people: Session[];
  /** May change prices and stock. */
  staff: Session;
}

const TOKEN_LIFE_MS = 8 * 60_000;
export const CURRENCY = 'GBP';
export const ADDRESS = {
  ...{ name: 'Ada Lovelace', line1: '12 St James Square', city: 'London' },
  ...{ postalCode: 'SW1Y 4JH', country: 'GB' },
};

export interface Size {
  wares: number;
  /** How many of the thing that is rushed for; 0: no rush. */
  rushed: number;
  people: number;
}

export async function setScene(
  stack: StackFile,
  history: History,
  { seed, size }: { seed: number; size: Size },
): Promise<Scene> {
  const random = Random.of(seed, 'scene');
  const caller = new Caller(stack.baseUrl, history, 'scene');
  const staff = staffOf(stack, caller, random);
  const wares: Ware[] = [];
  for (let i = 0; i < size.wares; i++) {
    // A third is scarce, so that buyers race for the last ones.
    const stock = i % 3 === 0 ? random.between(3, 15) : random.between(100, 400);
    const from = Date.now();
    const ware = await makeWare(caller, random, await staff(), { stock, price: 1_000 * (i + 1) });
    const { variantId, price } = ware;
    // Its first price counts as a change like any other.
    history.add({
      ...{ from, to: Date.now(), who: 'scene', what: 'price', outcome: 'ok', status: 200 },
      ...{ variantId, price },
    });
    wares.push(ware);
  }
  const only = { stock: size.rushed, price: 700 };
  const rushed = size.rushed > 0 ? await makeWare(caller, random, await staff(), only) : undefined;
  const people: Session[] = [];
  for (let i = 0; i < size.people; i++) people.push(await register(caller, random));
  return { wares, rushed, people, staff };
}

async function makeWare(
  caller: Caller,
  random: Random,
  headers: Record<string, string>,
  { stock, price }: Pick<Ware, 'stock' | 'price'>,
): Promise<Ware> {
  // The time, because the same seed may run twice on one shop.
  const slug = `prove-${Date.now().toString(36)}-${random.between(0, 1e9).toString(36)}`;
  const sku = slug.toUpperCase();
  const variant = { sku, options: {}, price: { amount: price, currency: CURRENCY }, stock };
  const product = { slug, title: `Proof ${slug}`, status: 'active', variants: [variant] };
  const made = await caller.settled(
    {
      ...{ what: 'ware', method: 'POST', path: '/api/v1/admin/imports/products', headers },
      body: { products: [product] },
    },
    random,
  );
  if (made.outcome !== 'ok') throw new Error(`the goods were not made: ${JSON.stringify(made.body)}`);
  const page = await caller.settled(
    { what: 'page', method: 'GET', path: `/api/v1/products/${slug}` },
    random,
  );
  const { variants } = page.body as { variants: { id: string }[] };
  const variantId = variants[0]?.id;
  if (!variantId) throw new Error(`the goods can't be seen: ${JSON.stringify(page.body)}`);
  return { variantId, sku, stock, price };
}

async function register(caller: Caller, random: Random): Promise<Session> {
  const email = `${random.key()}-${Date.now().toString(36)}@example.com`;
  const account = { email, password: 'correct horse battery' };
  const made = await caller.call({
    ...{ what: 'register', method: 'POST', path: '/api/v1/auth/register' },
    body: { ...account, name: 'Ada' },
  });
  if (made.outcome !== 'ok') throw new Error(`nobody could register: ${JSON.stringify(made.body)}`);
  return sessionOf(caller, random, account);
}

function staffOf(stack: StackFile, caller: Caller, random: Random): Session {
  const account = stack.accounts.find(({ role }) => role === 'admin');
  if (!account) throw new Error('the stack has no administrator');
  return sessionOf(caller, random, account);
}

function sessionOf(caller: Caller, random: Random, account: Omit<Account, 'role'>): Session {
  let known: { headers: Promise<Record<string, string>>; at: number } | undefined;
  return () => {
    if (!known || Date.now() - known.at > TOKEN_LIFE_MS)
      known = { headers: signIn(caller, random, account), at: Date.now() };
    return known.headers;
  };
}

async function signIn(
  caller: Caller,
  random: Random,
  { email, password }: Omit<Account, 'role'>,
): Promise<Record<string, string>> {
  const call = { what: 'sign in', method: 'POST', path: '/api/v1/auth/login' } as const;
  const answer = await caller.settled({ ...call, body: { email, password } }, random);
  if (answer.outcome !== 'ok') throw new Error(`${email} could not sign in: ${JSON.stringify(answer.body)}`);
  return { Authorization: `Bearer ${(answer.body as { accessToken: string }).accessToken}` };
}
