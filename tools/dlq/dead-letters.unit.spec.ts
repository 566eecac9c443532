import { beforeEach, expect, test } from '@jest/globals';
import type { Answer, Shop } from '../input/shop-client.ts';
import { type DeadLetter, discard, list, redrive, redriveAll, show } from './dead-letters.ts';

const PATH = '/api/v1/admin/dead-letters';

/** A gateway with dead letters, of which it shows two at a time. */
class FakeShop implements Shop {
  readonly letters = new Map<string, DeadLetter>();
  readonly calls: string[] = [];

  call(method: string, path: string): Promise<Answer> {
    this.calls.push(`${method} ${path}`);
    return Promise.resolve({ headers: new Headers(), ...this.answer(new URL(path, 'http://shop')) });
  }

  private answer({ pathname, searchParams }: URL): Pick<Answer, 'status' | 'body'> {
    if (pathname === PATH) {
      const rest = [...this.letters.values()].filter(({ id }) => id > (searchParams.get('cursor') ?? ''));
      const items = rest.slice(0, 2);
      return { status: 200, body: { items, nextCursor: rest.length > 2 ? items[1]?.id : null } };
    }
    const [id = '', operation] = pathname.slice(PATH.length + 1).split('/');
    const letter = this.letters.get(decodeURIComponent(id));
    if (!letter) return { status: 404, body: { code: 'dead_letter.not_found', detail: 'There is none.' } };
    if (operation && !letter.event) return { status: 409, body: { code: 'dead_letter.no_event' } };
    if (operation) this.letters.delete(letter.id);
    return { status: operation ? 202 : 200, body: letter };
  }
}

const aLetter = (id: string, change: Partial<DeadLetter> = {}): DeadLetter => ({
  ...{ id, group: 'cart', reason: 'no such cart', attempts: 8, diedAt: '2026-01-02T03:04:05.000Z' },
  stream: 'events:order',
  event: { id: 'e1', type: 'shop.order.v1.OrderConfirmed', subject: 'o1', schemaVersion: 1, traceId: null },
  ...change,
});

let shop: FakeShop;
let lines: string[];
const out = (json = false) => ({ json, print: (line: string) => void lines.push(line) });
beforeEach(() => {
  shop = new FakeShop();
  lines = [];
  for (const id of ['cart:1-0', 'cart:2-0', 'cart:3-0']) shop.letters.set(id, aLetter(id));
});

test('lists all pages, one line each', async () => {
  expect(await list(shop, out())).toBe(0);
  expect(lines).toHaveLength(3);
  expect(lines[0]).toBe(
    'cart:1-0  2026-01-02T03:04:05.000Z  shop.order.v1.OrderConfirmed of o1  8 attempts: no such cart',
  );
});

test('lists for programs', async () => {
  await list(shop, out(true));
  expect(JSON.parse(lines.join('\n'))).toEqual([...shop.letters.values()]);
});

test('says so when there are none', async () => {
  shop.letters.clear();
  await list(shop, out());
  expect(lines).toEqual(['no dead letters']);
});

test('shows one; an unknown one is one clear line', async () => {
  await show(shop, 'cart:1-0', out());
  expect(JSON.parse(lines.join('\n'))).toEqual(aLetter('cart:1-0'));
  await expect(show(shop, 'cart:9-0', out())).rejects.toThrow('404 dead_letter.not_found There is none.');
});

test('redrives one', async () => {
  expect(await redrive(shop, 'cart:1-0', out())).toBe(0);
  expect([...shop.letters.keys()]).toEqual(['cart:2-0', 'cart:3-0']);
});

test('redrives all it can and says what stays', async () => {
  shop.letters.set('cart:2-0', aLetter('cart:2-0', { event: null }));
  expect(await redriveAll(shop, out())).toBe(1);
  expect(lines).toEqual(['cart:2-0 stays: 409 dead_letter.no_event', '2 on their way, 1 left']);
});

test('discards one with the reason', async () => {
  expect(await discard(shop, 'cart:1-0', 'closed', out())).toBe(0);
  expect(shop.letters.size).toBe(2);
});
