import type { Account, StackFile } from '../stack.ts';
import { Caller } from './caller.ts';
import type { History } from './history.ts';
import { Random } from './random.ts';
import { ProductFactory } from './product-factory.ts';

export interface Item {
  variantId: string;
  sku: string;
  /** Initial stock, at all locations together. */
  stock: number;
  /** Initial price, in minor units. */
  price: number;
  /** A second location that has some of it. */
  otherLocation?: string;
}

/** Stock at two locations; the first is used up first. */
export interface Split {
  item: Item;
  locations: [id: string, count: number][];
}

/** Headers of a signed-in user, who signs in again when the token expires. */
export type Session = () => Promise<Record<string, string>>;

/** What the actors of a run need: products of its own and accounts. */
export interface TestData {
  items: Item[];
  rushed: Item | undefined;
  /** Six pieces at the first location, ten at the second. */
  split: Split;
  users: Session[];
  /** Ids of orders with a return that staff have to handle. */
  awaitingStaff: string[];
  /** May change prices and stock. */
  staff: Session;
}

const TOKEN_LIFE_MS = 8 * 60_000;
export const CURRENCY = 'GBP';
export const ADDRESS = {
  ...{ name: 'Ada Lovelace', line1: '12 St James Square', city: 'London' },
  ...{ postalCode: 'SW1Y 4JH', country: 'GB' },
};

/** The item with a limit per customer. */
const LIMITED = { index: 4, perCustomer: 3 };

export interface Size {
  items: number;
  /** Stock of the item that everyone buys at once; 0: no rush. */
  rushed: number;
  users: number;
}

export async function createTestData(
  stack: StackFile,
  history: History,
  { seed, size }: { seed: number; size: Size },
): Promise<TestData> {
  const random = Random.of(seed, 'setup');
  const caller = new Caller(stack.baseUrl, history, 'setup');
  const staff = staffOf(stack, caller, random);
  const products = new ProductFactory(caller, random, staff);
  const items: Item[] = [];
  for (let i = 0; i < size.items; i++) {
    // A third is scarce, so that buyers race for the last ones; another third is at two locations.
    const stock = i % 3 === 0 ? random.between(3, 15) : random.between(100, 400);
    const from = Date.now();
    const stockByLocation = i % 3 === 1 ? [random.between(5, 30), stock] : [stock];
    const { item } = await products.create(stockByLocation, 1_000 * (i + 1));
    const { variantId, price } = item;
    if (i === LIMITED.index) await products.limit(item, LIMITED.perCustomer);
    // Its first price counts as a change like any other.
    history.add({
      ...{ from, to: Date.now(), who: 'setup', what: 'price', outcome: 'ok', status: 200 },
      ...{ variantId, price },
    });
    items.push(item);
  }
  const rushed = size.rushed > 0 ? (await products.create(atTwoLocations(size.rushed), 700)).item : undefined;
  const split = await products.create([6, 10], 500);
  const users: Session[] = [];
  for (let i = 0; i < size.users; i++) users.push(await register(caller, random));
  return { items, rushed, split, users, staff, awaitingStaff: [] };
}

/** The item of the rush is at two locations, which must make no difference. */
const atTwoLocations = (count: number): number[] => [Math.ceil(count * 0.6), Math.floor(count * 0.4)];

async function register(caller: Caller, random: Random): Promise<Session> {
  const email = `${random.key()}-${Date.now().toString(36)}@example.com`;
  const account = { email, password: 'correct horse battery' };
  const made = await caller.call({
    ...{ what: 'register', method: 'POST', path: '/api/v1/auth/register' },
    body: { ...account, name: 'Ada' },
  });
  if (made.outcome !== 'ok') throw new Error(`registration failed: ${JSON.stringify(made.body)}`);
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
