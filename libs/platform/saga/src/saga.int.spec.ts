import { randomUUID } from 'node:crypto';
import { sql } from '@tradepost/database';
import { Metrics, runInContext } from '@tradepost/observability';
import { testDatabase, type TestDatabase } from '@tradepost/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Running } from './saga.ts';
import { SagaRunner, type SagaRunnerOptions } from './saga-runner.ts';
import { type Bag, breaks, dies, first, saysNo, type Trouble, World } from './testing/world.ts';

vi.setConfig({ testTimeout: 20_000 });

let own: TestDatabase;
let world: World;
let statements: string[] = [];
let name = '';
const runners: SagaRunner[] = [];
const quiet = { info: () => {}, warn: () => {}, error: () => {} };

beforeAll(async () => {
  own = await testDatabase(new URL('../sql/saga.sql', import.meta.url), {
    onStatement: (text) => statements.push(text),
  });
  await own.db.execute(sql`CREATE TABLE orders (id uuid PRIMARY KEY, state text, changes int DEFAULT 0)`);
});
afterAll(() => own.close());
beforeEach(() => {
  world = new World(own.db);
  // Rows that one test abandons are nobody else's.
  name = `saga-${randomUUID()}`;
});
afterEach(() => Promise.all(runners.splice(0).map((runner) => runner.stop())));

const options = (): SagaRunnerOptions => ({
  ...{ db: own.db, log: quiet, leaseMs: 400, pollMs: 20, maxAttempts: 4, drainMs: 50 },
  pace: { firstMs: 2, napMs: 30, longestMs: 50 },
});

/** Renews no lease and resumes nothing: a process with only this one saga, that can be left to die. */
async function begin(over: Partial<SagaRunnerOptions> = {}): Promise<{ id: string; running: Running<Bag> }> {
  const id = randomUUID();
  const runner = new SagaRunner({ ...options(), ...over });
  const saga = runner.begin(world.saga(name), { id, state: { id, seen: [] } });
  await own.db.execute(sql`WITH o AS (INSERT INTO orders (id, state) VALUES (${id}, 'pending') RETURNING id)
    ${saga.insertSql(sql`FROM o`)}`);
  return { id, running: saga.run() };
}

/** Another replica. */
function resumer(): SagaRunner {
  const runner = new SagaRunner(options());
  runner.register(world.saga(name));
  runner.start();
  runners.push(runner);
  return runner;
}

type Row = {
  status: string;
  step: number;
  attempts: number;
  log: { step: string; what: string }[];
  state: Bag;
};
const row = (id: string): Promise<Row> => own.db.one<Row>(sql`SELECT * FROM sagas WHERE id = ${id}`);
const toBe = (id: string, status: string) =>
  vi.waitFor(async () => expect((await row(id)).status).toBe(status), { timeout: 10_000, interval: 20 });
const there = () => [...world.effects].filter(([, is]) => is === 'there').map(([what]) => what.split(' ')[0]);

async function expectBought(id: string): Promise<void> {
  await toBe(id, 'done');
  expect(there()).toEqual(['freeze', 'hold', 'authorise', 'capture']);
  const [order] = await own.db.query(sql`SELECT state, changes FROM orders WHERE id = ${id}`);
  expect(order).toEqual({ state: 'confirmed', changes: 1 });
}

async function expectUndone(id: string, state: string): Promise<void> {
  await toBe(id, 'undone');
  expect(there()).toEqual([]);
  const [order] = await own.db.query(sql`SELECT state, changes FROM orders WHERE id = ${id}`);
  expect(order).toEqual({ state, changes: 1 });
}

describe('when all goes well', () => {
  test('it costs three statements: claim, pivot, end', async () => {
    statements = [];
    const { id, running } = await begin();
    expect(await running.ended).toMatchObject({
      kind: 'accepted',
      state: { seen: expect.arrayContaining(['capture']) },
    });
    expect(statements).toHaveLength(3);
    await expectBought(id);
    const { log } = await row(id);
    expect(log.map((entry) => entry.step)).toEqual(['freeze', 'hold', 'authorise', 'confirm', 'capture']);
  });

  test('the caller hears of it at the pivot', async () => {
    world.trouble.set('before capture', dies);
    const { running } = await begin();
    expect(await running.decided).toMatchObject({ kind: 'accepted' });
  });

  test('a caller who goes away does not stop it', async () => {
    const gone = AbortSignal.abort();
    const { id, running } = await runInContext({ traceId: '1', spanId: '1', signal: gone, deadline: 0 }, () =>
      begin(),
    );
    expect(await running.ended).toMatchObject({ kind: 'accepted' });
    await expectBought(id);
  });

  test('without its row nothing happens: the insert depends on the claim', async () => {
    const id = randomUUID();
    const saga = new SagaRunner(options()).begin(world.saga(name), { id, state: { id, seen: [] } });
    const inserted = await own.db.execute(saga.insertSql(sql`WHERE false`));
    expect(inserted).toBe(0);
  });
});

describe('a step that says no', () => {
  test.each([
    ['freeze', ['undo freeze']],
    ['hold', ['undo hold', 'undo freeze']],
    ['authorise', ['undo authorise', 'undo hold', 'undo freeze']],
    ['confirm', ['undo authorise', 'undo hold', 'undo freeze']],
  ])('%s: everything tried is undone, last first', async (step, undos) => {
    world.trouble.set(`before ${step}`, saysNo);
    const { id, running } = await begin();
    const outcome = await running.decided;
    expect(outcome).toMatchObject({ kind: 'refused', why: { kind: 'no', step, error: { code: 'spec.no' } } });
    expect(world.calls.slice(world.calls.indexOf(step) + 1)).toEqual([...undos, 'refused']);
    await expectUndone(id, 'refused spec.no');
  });

  test('capture, after the pivot: a person is needed, nothing is undone', async () => {
    world.trouble.set('before capture', saysNo);
    const { id, running } = await begin();
    expect(await running.ended).toMatchObject({ kind: 'accepted' });
    await toBe(id, 'stuck');
    expect(await world.order(id)).toBe('review capture');
    expect(world.calls.filter((call) => call.startsWith('undo'))).toEqual([]);
  });
});

describe('a step that fails for a while', () => {
  const moments = ['freeze', 'hold', 'authorise', 'confirm', 'capture'].flatMap((s) => [
    `before ${s}`,
    `after ${s}`,
  ]);
  test.each(moments)('%s: is tried again, each effect is there once', async (moment) => {
    world.trouble.set(moment, first(2, breaks));
    const { id, running } = await begin();
    expect(await running.ended).toMatchObject({ kind: 'accepted' });
    await expectBought(id);
  });

  test('until the deadline: it is undone, though nobody ever said no', async () => {
    world.trouble.set('before authorise', breaks);
    const { id, running } = await begin();
    resumer();
    expect(await running.decided).toMatchObject({ kind: 'pending' });
    await expectUndone(id, 'refused gave-up');
  });

  test('too long to wait for: it sleeps in the database and is resumed there', async () => {
    world.trouble.set('before authorise', first(6, breaks));
    const { id, running } = await begin();
    expect(await running.ended).toMatchObject({ kind: 'pending' });
    expect(await row(id)).toMatchObject({ status: 'running', step: 2, lease: null });
    resumer();
    await expectBought(id);
    expect(world.calls.filter((call) => call === 'hold')).toHaveLength(1);
  });

  test('after the pivot for too long: a person is needed, who can send it on', async () => {
    let isBroken = true;
    world.trouble.set('before capture', () => (isBroken ? breaks() : undefined));
    const { id } = await begin({ maxAttempts: 3 });
    const runner = resumer();
    await toBe(id, 'stuck');
    expect(await world.order(id)).toBe('review capture');
    isBroken = false;
    expect(await runner.retry(id)).toBe(true);
    await toBe(id, 'done');
    expect(await runner.retry(id)).toBe(false);
  });

  test('a step that never answers had maybe its effect: its undo is owed', async () => {
    world.trouble.set('after authorise', dies);
    const { id } = await begin();
    resumer();
    await expectUndone(id, 'refused gave-up');
    expect(world.effects.get(`authorise ${id}`)).toBe('undone');
  });
});

describe('an undo that fails', () => {
  beforeEach(() => world.trouble.set('before confirm', saysNo));

  test.each(
    ['undo authorise', 'undo hold', 'undo freeze', 'refused'].flatMap((m) => [`before ${m}`, `after ${m}`]),
  )('%s: is tried again until it is done', async (moment) => {
    world.trouble.set(moment, first(2, breaks));
    const { id, running } = await begin();
    expect(await running.ended).toMatchObject({ kind: 'refused' });
    await expectUndone(id, 'refused spec.no');
  });

  test.each([breaks, saysNo])('for good: a person is needed, who can send it on (%#)', async (trouble) => {
    let isBroken = true;
    world.trouble.set('before undo hold', () => (isBroken ? trouble() : undefined));
    const { id } = await begin();
    const runner = resumer();
    await toBe(id, 'stuck');
    expect(await world.order(id)).toBe('review hold');
    isBroken = false;
    await runner.retry(id);
    await toBe(id, 'undone');
    expect(there()).toEqual([]);
  });
});

describe('a process that dies', () => {
  const forward = ['freeze', 'hold', 'authorise', 'confirm', 'capture'].flatMap((s) => [
    `before ${s}`,
    `after ${s}`,
  ]);
  test.each(forward)('%s: another one finishes, each effect is there once', async (moment) => {
    world.trouble.set(moment, first(1, diesForGood));
    const { id } = await begin();
    resumer();
    await expectBought(id);
  });

  const backward = ['undo authorise', 'undo hold', 'undo freeze', 'refused'].flatMap((m) => [
    `before ${m}`,
    `after ${m}`,
  ]);
  test.each(backward)('%s: another one finishes undoing', async (moment) => {
    world.trouble.set('before confirm', saysNo);
    world.trouble.set(moment, first(1, diesForGood));
    const { id } = await begin();
    resumer();
    await expectUndone(id, 'refused spec.no');
    const undoing = world.calls.slice(world.calls.findIndex((call) => call.startsWith('undo')));
    expect(undoing.filter((call) => !call.startsWith('undo') && call !== 'refused')).toEqual([]);
  });

  test('two others never both resume it', async () => {
    world.trouble.set('before hold', first(1, diesForGood));
    const { id } = await begin();
    resumer();
    resumer();
    await expectBought(id);
    expect(world.calls.filter((call) => call === 'confirm')).toHaveLength(1);
  });

  test('but only slept: it cannot write any more what another has decided', async () => {
    let wake = (): void => {};
    const asleep = new Promise<void>((done) => (wake = done));
    world.trouble.set(
      'before confirm',
      first(1, () => asleep),
    );
    const { id, running } = await begin({ leaseMs: 150 });
    resumer();
    await expectBought(id);
    wake();
    expect(await running.ended).toMatchObject({ kind: 'accepted' });
    await expectBought(id);
  });

  // The step's own time limit belongs to a process that lives.
  const diesForGood: Trouble = () => new Promise(() => {});
});

test('a slow saga keeps its lease', async () => {
  const holder = resumer();
  world.trouble.set('before capture', () => new Promise((done) => setTimeout(done, 450)));
  const id = randomUUID();
  const saga = holder.begin(world.saga(name), { id, state: { id, seen: [] } });
  world.trouble.set('before freeze', () => new Promise((done) => setTimeout(done, 450)));
  await own.db.execute(sql`WITH o AS (INSERT INTO orders (id, state) VALUES (${id}, 'pending') RETURNING id)
    ${saga.insertSql(sql`FROM o`)}`);
  resumer();
  expect(await saga.run().ended).toMatchObject({ kind: 'accepted' });
  expect(world.calls.filter((call) => call === 'freeze')).toHaveLength(1);
  await expectBought(id);
});

test('sagas of dead processes find a place beside those of this one, and are counted', async () => {
  const metrics = new Metrics('spec');
  const busy = new SagaRunner({ ...options(), metrics, parallel: 1 });
  runners.push(busy);
  const mine = randomUUID();
  const slow = busy.begin(busy.register(world.saga(name)), { id: mine, state: { id: mine, seen: [] } });
  await own.db.execute(slow.insertSql());
  world.trouble.set('before hold', first(1, dies));
  const running = slow.run();
  const { id } = await begin();
  expect(await metrics.registry.metrics()).toMatch(/sagas_open{status="running",service="spec"} [1-9]/);
  busy.start();
  await toBe(id, 'done');
  expect(await world.order(id)).toBe('confirmed');
  expect(await metrics.registry.metrics()).toContain('sagas_open{status="stuck"');
  expect(await running.ended).toMatchObject({ kind: 'accepted' });
});

test('a leaving process hands over what it cannot finish', async () => {
  const leaver = resumer();
  world.trouble.set('before authorise', first(1, dies));
  const id = randomUUID();
  const saga = leaver.begin(world.saga(name), { id, state: { id, seen: [] } });
  await own.db.execute(sql`WITH o AS (INSERT INTO orders (id, state) VALUES (${id}, 'pending') RETURNING id)
    ${saga.insertSql(sql`FROM o`)}`);
  const running = saga.run();
  await leaver.stop();
  expect(await running.ended).toMatchObject({ kind: 'pending' });
  expect(await row(id)).toMatchObject({ lease: null, step: 2 });
  resumer();
  await expectBought(id);
});
