import { runTool } from '../fixtures/commands.ts';
import { PlantedLetters } from '../fixtures/dead-letters.ts';
import { body, expect, key, problem, type Shop, test as base } from '../fixtures/shop.ts';

interface DeadLetter {
  id: string;
  group: string;
  reason: string;
  attempts: number;
  event: { subject: string };
}
interface Run {
  id: string;
  state: string;
  finishedAt: string | null;
  compared: { orders: number };
}

const DLQ = 'tools/dlq/main.ts';
const api = '/api/v1/admin';

const get = async <T>(shop: Shop, path: string): Promise<T> =>
  body<T>(await shop.request.get(`${api}/${path}`, { headers: await shop.staff() }), 200);
const post = async (shop: Shop, path: string, data: object = {}) =>
  shop.request.post(`${api}/${path}`, { data, headers: { ...(await shop.staff()), ...key() } });

async function lettersOf(shop: Shop): Promise<string[]> {
  const { items } = await get<{ items: DeadLetter[] }>(shop, 'dead-letters?limit=100');
  return items.map(({ id }) => id);
}

const test = base.extend<{ letters: PlantedLetters }>({
  letters: async ({ baseURL: _ }, use) => {
    const letters = new PlantedLetters();
    await use(letters);
    await letters.close();
  },
});

test('a dead letter is listed and shown without its payload', async ({ shop, letters }) => {
  const { id, subject } = await letters.plant();
  expect(await lettersOf(shop)).toContain(id);
  const letter = await get<DeadLetter>(shop, `dead-letters/${id}`);
  expect(letter).toMatchObject({
    ...{ id, group: 'cart', reason: 'no such cart', attempts: 8, stream: 'events:order' },
    event: { type: 'shop.order.v1.OrderAdmired', subject, schemaVersion: 1, bytes: 'private words'.length },
  });
  expect(JSON.stringify(letter)).not.toContain('private words');
  await post(shop, `dead-letters/${id}/discard`, { reason: 'the test is over' });
});

test('a redriven dead letter goes to its service and leaves the list', async ({ shop, letters }) => {
  const { id } = await letters.plant();
  expect(await body(await post(shop, `dead-letters/${id}/redrive`), 202)).toEqual({ id });
  await expect.poll(() => letters.waiting()).toBe(0);
  expect(await lettersOf(shop)).not.toContain(id);
  const again = await post(shop, `dead-letters/${id}/redrive`);
  expect(await problem(again, 404)).toMatchObject({ code: 'dead_letter.not_found' });
});

test('a dead letter is discarded only with a reason', async ({ shop, letters }) => {
  const { id } = await letters.plant();
  for (const data of [{}, { reason: ' ' }])
    expect(await problem(await post(shop, `dead-letters/${id}/discard`, data), 400)).toMatchObject({
      code: 'request.invalid',
      errors: [{ field: 'reason' }],
    });
  expect(await lettersOf(shop)).toContain(id);
  const given = await post(shop, `dead-letters/${id}/discard`, { reason: 'the customer has left' });
  expect(given.status()).toBe(204);
  expect(await lettersOf(shop)).not.toContain(id);
});

test('npm run dlq lists, shows, redrives and discards', async ({ shop, letters }) => {
  const [one, other] = [await letters.plant(), await letters.plant()];
  const listed = await runTool(DLQ, 'list');
  expect(listed, listed.stderr).toMatchObject({ code: 0 });
  const line = listed.stdout.split('\n').find((text) => text.startsWith(one.id));
  expect(line).toContain(`shop.order.v1.OrderAdmired of ${one.subject}  8 attempts: no such cart`);
  const shown = await runTool(DLQ, 'show', one.id, '--json');
  expect(JSON.parse(shown.stdout)).toEqual(await get(shop, `dead-letters/${one.id}`));

  expect(await runTool(DLQ, 'redrive', one.id)).toMatchObject({
    code: 0,
    stdout: `${one.id} is on its way\n`,
  });
  const discarded = await runTool(DLQ, 'discard', other.id, '--reason', 'the test is over');
  expect(discarded).toMatchObject({ code: 0, stdout: `${other.id} is discarded\n` });
  const left = await lettersOf(shop);
  expect(left).not.toContain(one.id);
  expect(left).not.toContain(other.id);
  const gone = await runTool(DLQ, 'show', one.id);
  expect(gone.code).toBe(1);
  expect(gone.stderr).toContain('dead_letter.not_found');
});

test('the outbox list shows every service that publishes events', async ({ shop }) => {
  const { items } = await get<{ items: { service: string; waiting: number }[] }>(shop, 'outbox');
  expect(items.map(({ service }) => service).sort()).toEqual(['order', 'product']);
  for (const { waiting } of items) expect(waiting).toBeGreaterThanOrEqual(0);
});

test('every service reports its background tasks without failures', async ({ shop }) => {
  interface Job {
    service: string;
    name: string;
    instance: string;
    lastRunAt: string | null;
    failures: number;
  }
  const { items, silent } = await get<{ items: Job[]; silent: string[] }>(shop, 'jobs');
  expect(silent).toEqual([]);
  const names = items.map(({ service, name }) => `${service}: ${name}`);
  expect(names).toEqual(expect.arrayContaining(['cart: consumer of order']));
  expect([...new Set(items.map(({ service }) => service))].sort()).toEqual(
    expect.arrayContaining(['cart', 'order', 'product']),
  );
  expect(items.filter(({ failures }) => failures > 0)).toEqual([]);
});

test('staff start a reconciliation run and see its result', async ({ shop }) => {
  const mug = await shop.aVariant({ stock: 5 });
  await body(await shop.buyLines([{ variantId: mug.id, quantity: 1 }]), 201);
  const asked = await body<Run>(await post(shop, 'reconciliation/runs'), 202);
  const read = async () =>
    get<{ items: { state: string }[]; open: Record<string, number>; runs: Run[] }>(shop, 'reconciliation');
  const run = async () => (await read()).runs.find(({ id }) => id === asked.id);
  await expect.poll(async () => (await run())?.state, { timeout: 30_000 }).toBe('done');
  const done = await run();
  expect(done?.finishedAt).not.toBeNull();
  expect(done?.compared.orders).toBeGreaterThan(0);
  const { open } = await read();
  expect(Object.keys(open).length).toBeGreaterThan(0);
  const { items } = await get<{ items: { state: string }[] }>(shop, 'reconciliation?state=open&limit=100');
  expect(items.filter(({ state }) => state !== 'open')).toEqual([]);
});
