import { randomUUID } from 'node:crypto';
import { runInContext } from '@tradepost/observability';
import { sql } from '@tradepost/database';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { defineForwardSaga } from './saga.ts';
import { sagaSql } from './saga-write.ts';
import { Stage } from './testing/stage.ts';
import { breaks, dies, first, saysNo, type World } from './testing/world.ts';

jest.setTimeout(20_000);

let stage: Stage;
let world: World;

beforeAll(async () => {
  stage = await Stage.open();
});
afterAll(() => stage.own.close());
beforeEach(() => {
  stage.clear();
  ({ world } = stage);
});
afterEach(() => stage.stopAll());

describe('without failures', () => {
  test('a saga takes three statements: claim, pivot, end', async () => {
    stage.statements.length = 0;
    const { id, running } = await stage.begin();
    expect(await running.ended).toMatchObject({
      kind: 'accepted',
      state: { seen: expect.arrayContaining(['capture']) },
    });
    expect(stage.statements).toHaveLength(3);
    await stage.expectBought(id);
    const { log } = await stage.row(id);
    expect(log.map((entry) => entry.step)).toEqual(['freeze', 'hold', 'authorise', 'confirm', 'capture']);
  });

  test('a step whose state does not need it is passed over, and what was done before it is undone', async () => {
    world.needs = (step) => step !== 'hold';
    const bought = await stage.begin();
    expect(await bought.running.ended).toMatchObject({ kind: 'accepted' });
    expect(world.calls).toEqual(['freeze', 'authorise', 'confirm', 'capture']);
    expect((await stage.row(bought.id)).log.map(({ step }) => step)).not.toContain('hold');
    world.trouble.set('before authorise', saysNo);
    const refused = await stage.begin();
    expect(await refused.running.ended).toMatchObject({ kind: 'refused' });
    expect(world.there(refused.id)).toEqual([]);
  });

  test('the caller gets the outcome at the pivot', async () => {
    world.trouble.set('before capture', dies);
    const { running } = await stage.begin();
    expect(await running.decided).toMatchObject({ kind: 'accepted' });
  });

  test('a cancelled caller does not stop it', async () => {
    const gone = AbortSignal.abort();
    const { id, running } = await runInContext({ traceId: '1', spanId: '1', signal: gone, deadline: 0 }, () =>
      stage.begin(),
    );
    expect(await running.ended).toMatchObject({ kind: 'accepted' });
    await stage.expectBought(id);
  });

  test('nothing runs without its row: the insert depends on the claim', async () => {
    const { id } = await stage.begin();
    const again = stage.replica({}, false).begin(world.saga('spec'), { id, state: { id, seen: [] } });
    expect(await stage.own.db.execute(sagaSql(again.insert(), sql`WHERE false`))).toBe(0);
  });
});

describe('a step that throws a domain error', () => {
  test.each([
    ['freeze', ['undo freeze']],
    ['hold', ['undo hold', 'undo freeze']],
    ['authorise', ['undo authorise', 'undo hold', 'undo freeze']],
    ['confirm', ['undo authorise', 'undo hold', 'undo freeze']],
  ])('%s: everything tried is undone, last first', async (step, undos) => {
    world.trouble.set(`before ${step}`, saysNo);
    const { id, running } = await stage.begin();
    const outcome = await running.decided;
    expect(outcome).toMatchObject({ kind: 'refused', why: { kind: 'no', step, error: { code: 'spec.no' } } });
    expect(world.calls.slice(world.calls.indexOf(step) + 1)).toEqual([...undos, 'refused']);
    await stage.expectUndone(id, 'refused spec.no');
  });

  test('after the pivot leaves the saga stuck and undoes nothing', async () => {
    world.trouble.set('before capture', saysNo);
    const { id, running } = await stage.begin();
    expect(await running.ended).toMatchObject({ kind: 'accepted' });
    await stage.toBe(id, 'stuck');
    expect((await stage.order(id)).state).toBe('review capture');
    expect(world.calls.filter((call) => call.startsWith('undo'))).toEqual([]);
  });
});

describe('a step that fails temporarily', () => {
  const moments = ['freeze', 'hold', 'authorise', 'confirm', 'capture'].flatMap((s) => [
    `before ${s}`,
    `after ${s}`,
  ]);
  test.each(moments)('%s: is retried, each effect exists once', async (moment) => {
    world.trouble.set(moment, first(2, breaks));
    const { id, running } = await stage.begin();
    expect(await running.ended).toMatchObject({ kind: 'accepted' });
    await stage.expectBought(id);
  });

  test('until the deadline: the saga is undone without any domain error', async () => {
    world.trouble.set('before authorise', breaks);
    const { id, running } = await stage.begin();
    stage.replica();
    expect(await running.decided).toMatchObject({ kind: 'pending' });
    await stage.expectUndone(id, 'refused gave-up');
  });

  test('for too long: the saga is parked in the database and resumed from there', async () => {
    world.trouble.set('before authorise', first(6, breaks));
    const { id, running } = await stage.begin();
    expect(await running.ended).toMatchObject({ kind: 'pending' });
    expect(await stage.row(id)).toMatchObject({ status: 'running', step: 2, lease: null });
    stage.replica();
    await stage.expectBought(id);
    expect(world.calls.filter((call) => call === 'hold')).toHaveLength(1);
  });

  test('after the pivot for too long: the saga is stuck until an operator resumes it', async () => {
    let isBroken = true;
    world.trouble.set('before capture', () => (isBroken ? breaks() : undefined));
    const { id } = await stage.begin({ maxAttempts: 3 });
    const runner = stage.replica();
    await stage.toBe(id, 'stuck');
    expect((await stage.order(id)).state).toBe('review capture');
    isBroken = false;
    expect(await runner.retry(id)).toBe(true);
    await stage.toBe(id, 'done');
    expect(await runner.retry(id)).toBe(false);
  });

  test('a step that never returns may have had its effect: its undo runs', async () => {
    world.trouble.set('after authorise', dies);
    const { id } = await stage.begin();
    stage.replica();
    await stage.expectUndone(id, 'refused gave-up');
    expect(world.effects.get(`authorise ${id}`)).toBe('undone');
  });
});

describe('an undo that fails', () => {
  beforeEach(() => void world.trouble.set('before confirm', saysNo));

  test.each(
    ['undo authorise', 'undo hold', 'undo freeze', 'refused'].flatMap((m) => [`before ${m}`, `after ${m}`]),
  )('%s: is tried again until it is done', async (moment) => {
    world.trouble.set(moment, first(2, breaks));
    const { id, running } = await stage.begin();
    expect(await running.ended).toMatchObject({ kind: 'refused' });
    await stage.expectUndone(id, 'refused spec.no');
  });

  test.each([breaks, saysNo])(
    'permanently: the saga is stuck until an operator resumes it (%#)',
    async (trouble) => {
      let isBroken = true;
      world.trouble.set('before undo hold', () => (isBroken ? trouble() : undefined));
      const { id } = await stage.begin();
      const runner = stage.replica();
      await stage.toBe(id, 'stuck');
      expect((await stage.order(id)).state).toBe('review hold');
      isBroken = false;
      await runner.retry(id);
      await stage.toBe(id, 'undone');
      expect(world.there(id)).toEqual([]);
    },
  );
});

describe('a saga that begins with its decision made', () => {
  const forward = (done: string[]) =>
    defineForwardSaga<{ id: string }>({
      name: stage.name,
      begun: 'order is cancelled',
      steps: [{ name: 'return stock', do: async ({ id }) => void done.push(id) }],
    });

  /** Inserts it and leaves it alone, as a process does that dies right after its commit. */
  async function abandoned(saga: ReturnType<typeof forward>): Promise<string> {
    const id = randomUUID();
    const begun = stage.replica({}, false).begin(saga, { id, state: { id } });
    await stage.own.db.execute(sagaSql(begun.insert()));
    return id;
  }

  test('records its first step as done and goes on', async () => {
    const done: string[] = [];
    const saga = forward(done);
    const runner = stage.replica({}, false);
    const id = randomUUID();
    const begun = runner.begin(saga, { id, state: { id } });
    await stage.own.db.execute(sagaSql(begun.insert()));
    expect(await begun.run().ended).toMatchObject({ kind: 'accepted' });
    expect(done).toEqual([id]);
    expect((await stage.row(id)).log).toMatchObject([
      { step: 'order is cancelled', what: 'done' },
      { step: 'return stock', what: 'done' },
    ]);
  });

  test('is never too late: abandoned beyond its deadline, it still goes forward', async () => {
    const done: string[] = [];
    const saga = forward(done);
    const id = await abandoned(saga);
    await stage.own.db.execute(sql`
      UPDATE sagas SET next_run_at = now(), deadline_at = now() - interval '1 day' WHERE id = ${id}`);
    const heir = stage.replica({}, false);
    heir.register(saga);
    heir.start();
    await stage.toBe(id, 'done');
    expect(done).toEqual([id]);
  });
});
