import { sql } from '@tradepost/database';
import { Metrics } from '@tradepost/observability';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { Stage } from './testing/stage.ts';
import { dies, first, saysNo, type World } from './testing/world.ts';

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

describe('when a process dies', () => {
  const forward = ['freeze', 'hold', 'authorise', 'confirm', 'capture'].flatMap((s) => [
    `before ${s}`,
    `after ${s}`,
  ]);
  test.each(forward)('%s: another process finishes the saga, each effect exists once', async (moment) => {
    world.trouble.set(moment, first(1, dies));
    const { id } = await stage.begin();
    stage.replica();
    await stage.expectBought(id);
  });

  const backward = ['undo authorise', 'undo hold', 'undo freeze', 'refused'].flatMap((m) => [
    `before ${m}`,
    `after ${m}`,
  ]);
  test.each(backward)('%s: another process finishes the undos', async (moment) => {
    world.trouble.set('before confirm', saysNo);
    world.trouble.set(moment, first(1, dies));
    const { id } = await stage.begin();
    stage.replica();
    await stage.expectUndone(id, 'refused spec.no');
    const undoing = world.calls.slice(world.calls.findIndex((call) => call.startsWith('undo')));
    expect(undoing.filter((call) => !call.startsWith('undo') && call !== 'refused')).toEqual([]);
  });

  test('a saga resumed after its deadline undoes every step that may have been tried and retries none', async () => {
    world.trouble.set('after authorise', first(1, dies));
    const { id } = await stage.begin();
    await stage.own.db.execute(sql`UPDATE sagas SET deadline_at = now() WHERE id = ${id}`);
    stage.replica();
    await stage.expectUndone(id, 'refused gave-up');
    expect(world.effects.get(`authorise ${id}`)).toBe('undone');
    expect(world.calls.filter((call) => call === 'freeze')).toHaveLength(1);
  });

  test('in a resumed saga an early domain error undoes later steps too, which the dead process may have reached', async () => {
    let freezes = 0;
    world.trouble.set('before freeze', () => (freezes++ > 0 ? saysNo() : undefined));
    world.trouble.set('after authorise', first(1, dies));
    const { id } = await stage.begin();
    stage.replica();
    await stage.expectUndone(id, 'refused spec.no');
    expect(world.effects.get(`authorise ${id}`)).toBe('undone');
  });

  test('two other processes never both resume it', async () => {
    world.trouble.set('before hold', first(1, dies));
    const { id } = await stage.begin();
    stage.replica();
    stage.replica();
    await stage.expectBought(id);
    expect(world.calls.filter((call) => call === 'confirm')).toHaveLength(1);
  });

  test('a paused process cannot write after another has taken over', async () => {
    let wake = (): void => {};
    const asleep = new Promise<void>((done) => (wake = done));
    world.trouble.set(
      'before confirm',
      first(1, () => asleep),
    );
    const { id, running } = await stage.begin({ leaseMs: 150 });
    stage.replica();
    await stage.expectBought(id);
    wake();
    expect(await running.ended).toMatchObject({ kind: 'accepted' });
    await stage.expectBought(id);
  });
});

test('a slow saga keeps its lease', async () => {
  const slowly = () => new Promise<void>((done) => setTimeout(done, 450));
  world.trouble.set('before freeze', slowly);
  world.trouble.set('before capture', slowly);
  const saga = await stage.insert(stage.replica());
  stage.replica();
  expect(await saga.run().ended).toMatchObject({ kind: 'accepted' });
  expect(world.calls.filter((call) => call === 'freeze')).toHaveLength(1);
  await stage.expectBought(saga.id);
});

test('sagas of dead processes are resumed beside those of this one, and counted', async () => {
  const metrics = new Metrics('spec');
  const busy = stage.replica({ metrics, parallel: 1 }, false);
  world.trouble.set('before hold', first(1, dies));
  const mine = await stage.insert(busy);
  const running = mine.run();
  const { id } = await stage.begin();
  expect(await metrics.export()).toMatch(
    /sagas_open{saga="[^"]+",state="running",service_name="spec"} [1-9]/,
  );
  busy.start();
  await stage.expectBought(id);
  expect(await metrics.export()).toMatch(/sagas_open{saga="[^"]+",state="stuck",service_name="spec"} 0/);
  expect(await running.ended).toMatchObject({ kind: 'accepted' });
});

test('a process that shuts down hands over what it cannot finish', async () => {
  const leaver = stage.replica();
  world.trouble.set('before authorise', first(1, dies));
  const saga = await stage.insert(leaver);
  const running = saga.run();
  await leaver.stop();
  expect(await running.ended).toMatchObject({ kind: 'pending' });
  expect(await stage.row(saga.id)).toMatchObject({ lease: null, step: 2 });
  stage.replica();
  await stage.expectBought(saga.id);
});
