import { InputError } from '../input/csv-file.ts';
import { describe, type Shop } from '../input/shop-client.ts';

/** As the gateway shows it. */
export interface DeadLetter {
  id: string;
  group: string;
  reason: string;
  attempts: number;
  diedAt: string;
  stream: string;
  event: { id: string; type: string; subject: string; schemaVersion: number; traceId: string | null } | null;
}

export interface Output {
  json: boolean;
  print: (line: string) => void;
}

const PATH = '/api/v1/admin/dead-letters';
const pathOf = (id: string): string => `${PATH}/${encodeURIComponent(id)}`;

export async function list(shop: Shop, { json, print }: Output): Promise<number> {
  const letters = await all(shop);
  if (json) print(JSON.stringify(letters));
  else if (letters.length === 0) print('no dead letters');
  else for (const letter of letters) print(line(letter));
  return 0;
}

export async function show(shop: Shop, id: string, { json, print }: Output): Promise<number> {
  const letter = await call<DeadLetter>(shop, 'GET', pathOf(id));
  print(json ? JSON.stringify(letter) : JSON.stringify(letter, null, 2));
  return 0;
}

export async function redrive(shop: Shop, id: string, { json, print }: Output): Promise<number> {
  await call(shop, 'POST', `${pathOf(id)}/redrive`);
  print(json ? JSON.stringify({ redriven: [id], left: [] }) : `${id} is on its way`);
  return 0;
}

/** Redrives the letters listed now; one that fails again is not redriven a second time. */
export async function redriveAll(shop: Shop, { json, print }: Output): Promise<number> {
  const redriven: string[] = [];
  const left: { id: string; why: string }[] = [];
  for (const { id } of await all(shop)) {
    const answer = await shop.call('POST', `${pathOf(id)}/redrive`);
    if (answer.status < 300) redriven.push(id);
    else left.push({ id, why: describe(answer) });
  }
  if (json) print(JSON.stringify({ redriven, left }));
  else {
    for (const { id, why } of left) print(`${id} stays: ${why}`);
    print(`${redriven.length} on their way, ${left.length} left`);
  }
  return left.length > 0 ? 1 : 0;
}

export async function discard(shop: Shop, id: string, reason: string, { print }: Output): Promise<number> {
  await call(shop, 'POST', `${pathOf(id)}/discard`, { reason });
  print(`${id} is discarded`);
  return 0;
}

async function all(shop: Shop): Promise<DeadLetter[]> {
  const letters: DeadLetter[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const from = cursor && `&cursor=${encodeURIComponent(cursor)}`;
    const page: { items: DeadLetter[]; nextCursor: string | null } = await call(
      shop,
      'GET',
      `${PATH}?limit=100${from}`,
    );
    letters.push(...page.items);
    cursor = page.nextCursor;
  }
  return letters;
}

async function call<T>(shop: Shop, method: string, path: string, body?: object): Promise<T> {
  const answer = await shop.call(method, path, body ? { body } : {});
  if (answer.status < 300) return answer.body as T;
  throw new InputError(describe(answer));
}

function line({ id, diedAt, attempts, reason, event }: DeadLetter): string {
  const what = event ? `${event.type} of ${event.subject}` : 'no event';
  return `${id}  ${diedAt}  ${what}  ${attempts} attempts: ${reason}`;
}
