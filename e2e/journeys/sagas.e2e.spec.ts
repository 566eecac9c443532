import { randomUUID } from 'node:crypto';
import { body, expect, type Order, problem, type Shop, test } from '../fixtures/shop.ts';

interface Attempt {
  step: string;
  what: string;
  attempt: number;
  at: string;
  durationMs: number;
  error: string | null;
}
interface Saga {
  id: string;
  name: string;
  status: string;
  step: string | null;
  attempts: number;
  errorCode: string | null;
  orderId: string;
  traceId: string;
  createdAt: string;
  log: Attempt[];
}
interface Timeline {
  timeline: { at: string; type: string; actor: string }[];
}

const get = async <T>(shop: Shop, path: string): Promise<T> =>
  body<T>(await shop.request.get(`/api/v1/admin/${path}`, { headers: await shop.staff() }), 200);
const sagaOf = (shop: Shop, { id }: Pick<Order, 'id'>) => get<Saga>(shop, `sagas/${id}`);
const retry = async (shop: Shop, id: string) =>
  shop.request.post(`/api/v1/admin/sagas/${id}/retry`, { data: {}, headers: await shop.staff() });

async function aPurchase(shop: Shop, token = 'tok_ok'): Promise<Order> {
  const mug = await shop.aVariant({ stock: 5 });
  return body<Order>(await shop.buyLines([{ variantId: mug.id, quantity: 1 }], { token }), 201);
}

test('staff follow a purchase: each step with attempt, time and trace', async ({ shop }) => {
  const order = await aPurchase(shop);
  await expect.poll(async () => (await sagaOf(shop, order)).status).toBe('done');
  const saga = await sagaOf(shop, order);
  expect(saga).toMatchObject({ name: 'place-order', orderId: order.id, step: null, errorCode: null });
  expect(saga.traceId).toMatch(/^[0-9a-f]{32}$/);
  expect(saga.log.map(({ step, what, attempt, error }) => [step, what, attempt, error])).toEqual(
    ['freeze and price', 'hold stock', 'authorise payment', 'confirm', 'capture'].map((step) => [
      ...[step, 'done', 1, null],
    ]),
  );
  const times = saga.log.map(({ at }) => Date.parse(at));
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  expect(times[0]).toBeGreaterThanOrEqual(Date.parse(saga.createdAt));
  for (const { durationMs } of saga.log) expect(durationMs).toBeGreaterThanOrEqual(0);

  const { timeline, sagas } = await get<Timeline & { sagas: Saga[] }>(shop, `orders/${order.id}`);
  expect(sagas).toEqual([saga]);
  expect(timeline.map(({ type, actor }) => `${type} ${actor}`)).toEqual([
    'order.placed customer',
    'order.confirmed system',
    'payment.captured system',
  ]);
});

test('a purchase that was refused shows why, and what was undone', async ({ shop }) => {
  const mug = await shop.aVariant({ stock: 5 });
  const refused = await shop.buyLines([{ variantId: mug.id, quantity: 1 }], { token: 'tok_declined' });
  const { traceId } = await problem(refused, 402);
  const { items } = await get<{ items: Saga[] }>(shop, 'sagas?state=undone&limit=100');
  const found = items.find((one) => one.traceId === traceId);
  expect(found).toMatchObject({ name: 'place-order', errorCode: 'payment.declined', log: [] });
  const { log } = await get<Saga>(shop, `sagas/${found?.id}`);
  expect(log.map(({ step, what }) => `${step} ${what}`)).toEqual([
    'freeze and price done',
    'hold stock done',
    'authorise payment failed',
    'authorise payment undone',
    'hold stock undone',
    'freeze and price undone',
    'refused done',
  ]);
});

test('sagas are listed newest first, page by page, by state', async ({ shop }) => {
  const [older, newer] = [await aPurchase(shop), await aPurchase(shop)];
  await expect.poll(async () => (await sagaOf(shop, newer)).status).toBe('done');
  await expect.poll(async () => (await sagaOf(shop, older)).status).toBe('done');
  const page = (query: string) =>
    get<{ items: Saga[]; nextCursor: string | null }>(shop, `sagas?state=done&${query}`);
  const seen: Saga[] = [];
  for (let cursor: string | null = ''; cursor !== null && !seen.some(({ id }) => id === older.id);) {
    const { items, nextCursor } = await page(`limit=5${cursor && `&cursor=${cursor}`}`);
    expect(items.length).toBeGreaterThan(0);
    seen.push(...items);
    cursor = nextCursor;
  }
  const ids = seen.map(({ id }) => id);
  expect(ids).toEqual(ids.toSorted().reverse());
  expect(ids).toEqual(expect.arrayContaining([newer.id, older.id]));
  expect(new Set(seen.map(({ status }) => status))).toEqual(new Set(['done']));
});

const refusalsIn = ({ log }: Saga) =>
  log.filter(({ step, what }) => step === 'capture' && what === 'failed').map(({ error }) => error);

test('a stuck saga can be retried, a finished one can not', async ({ shop }) => {
  const stuck = await aPurchase(shop, 'tok_capture_fails');
  await expect.poll(async () => (await sagaOf(shop, stuck)).status).toBe('stuck');
  const before = await sagaOf(shop, stuck);
  expect(before).toMatchObject({ step: 'capture', errorCode: 'payment.capture_refused' });
  expect(refusalsIn(before)).toEqual(['The bank of the payer refuses the capture.']);
  const { items } = await get<{ items: Saga[] }>(shop, 'sagas?state=stuck&limit=100');
  expect(items.map(({ id }) => id)).toContain(stuck.id);

  expect(await body<Saga>(await retry(shop, stuck.id), 200)).toMatchObject({ id: stuck.id });
  // The provider refuses once more; the attempt is recorded.
  await expect.poll(async () => refusalsIn(await sagaOf(shop, stuck)).length).toBe(2);
  await expect.poll(async () => (await sagaOf(shop, stuck)).status).toBe('stuck');

  const done = await aPurchase(shop);
  await expect.poll(async () => (await sagaOf(shop, done)).status).toBe('done');
  expect(await problem(await retry(shop, done.id), 409)).toMatchObject({
    code: 'saga.not_stuck',
    status: 409,
  });
  expect((await sagaOf(shop, done)).log).toHaveLength(5);
  expect(await problem(await retry(shop, randomUUID()), 404)).toMatchObject({ code: 'saga.not_found' });
});
