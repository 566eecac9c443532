import type { Account, StackFile } from '../stack.ts';
import { Caller } from './caller.ts';
import type { History } from './history.ts';
import { Random } from './random.ts';
import { Stockroom } from './stockroom.ts';

export interface Ware {
  variantId: string;
  sku: string;
  /** What is there at first. */
  stock: number;
  /** Price at first, in minor units. */
  price: number;
  /** Another place where some of it is. */
  elsewhere?: string;
}

/** Goods at two places: so many at the first, which is emptied first, and so many at the other. */
export interface Split {
  ware: Ware;
  places: [id: string, count: number][];
}

/** Headers of a signed-in user, who signs in again when the token expires. */
export type Session = () => Promise<Record<string, string>>;

/** What the actors of a run need: products of its own and accounts. */
export interface Scene {
  wares: Ware[];
  rushed: Ware | undefined;
  /** Six here, ten there. */
  split: Split;
  people: Session[];
  /** Orders that wait for staff because their buyers want something. */
  desk: string[];
  /** May change prices and stock. */
  staff: Session;
}

const TOKEN_LIFE_MS = 8 * 60_000;
export const CURRENCY = 'GBP';
export const ADDRESS = {
  ...{ name: 'Ada Lovelace', line1: '12 St James Square', city: 'London' },
  ...{ postalCode: 'SW1Y 4JH', country: 'GB' },
};

/** A product with a limit per customer. */
const LIMITED = { ware: 4, perCustomer: 3 };

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
  const stockroom = new Stockroom(caller, random, staff);
  const wares: Ware[] = [];
  for (let i = 0; i < size.wares; i++) {
    // A third is scarce, so that buyers race for the last ones; another third is at two places.
    const stock = i % 3 === 0 ? random.between(3, 15) : random.between(100, 400);
    const from = Date.now();
    const parts = i % 3 === 1 ? [random.between(5, 30), stock] : [stock];
    const { ware } = await stockroom.fill(parts, 1_000 * (i + 1));
    const { variantId, price } = ware;
    if (i === LIMITED.ware) await stockroom.limit(ware, LIMITED.perCustomer);
    // Its first price counts as a change like any other.
    history.add({
      ...{ from, to: Date.now(), who: 'scene', what: 'price', outcome: 'ok', status: 200 },
      ...{ variantId, price },
    });
    wares.push(ware);
  }
  const rushed = size.rushed > 0 ? (await stockroom.fill(partsOf(size.rushed), 700)).ware : undefined;
  const split = await stockroom.fill([6, 10], 500);
  const people: Session[] = [];
  for (let i = 0; i < size.people; i++) people.push(await register(caller, random));
  return { wares, rushed, split, people, staff, desk: [] };
}

/** The item of the rush is at two locations, which must make no difference. */
const partsOf = (count: number): number[] => [Math.ceil(count * 0.6), Math.floor(count * 0.4)];

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
