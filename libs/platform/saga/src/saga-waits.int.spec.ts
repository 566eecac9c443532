import { DomainError } from '@tradepost/decision';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { Waits } from './saga.ts';
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

const FAR = { until: new Date(Date.now() + 3_600_000), againMs: 3_600_000 };

/** Its third step waits until `act` is called. */
function aPayer() {
  let hasActed = false;
  let id = '';
  const waits = (how: { until: Date; againMs: number }) =>
    world.trouble.set('before authorise', () => {
      if (!hasActed) throw new Waits({ id, seen: ['asked'] }, how);
    });
  return { waits, act: () => (hasActed = true), of: (saga: { id: string }) => (id = saga.id) };
}

test('a saga that waits for somebody sleeps beyond its deadline, keeps its state, and goes on when woken', async () => {
  const payer = aPayer();
  payer.waits(FAR);
  const replica = stage.replica();
  const saga = await stage.insert(replica);
  payer.of(saga);
  expect((await saga.run().ended).kind).toBe('pending');
  expect(await stage.row(saga.id)).toMatchObject({
    status: 'running',
    step: 2,
    attempts: 0,
    state: { seen: ['asked'] },
    log: [{ what: 'done' }, { what: 'done' }, { step: 'authorise', what: 'waits' }],
  });
  payer.act();
  const woken = await Promise.all(Array.from({ length: 50 }, () => replica.wake(saga.id)));
  expect(woken.filter((running) => running !== undefined)).toHaveLength(1);
  await stage.expectBought(saga.id);
});

test('it looks again by itself', async () => {
  const payer = aPayer();
  payer.waits({ until: FAR.until, againMs: 20 });
  const saga = await stage.insert(stage.replica());
  payer.of(saga);
  await saga.run().ended;
  world.trouble.set('before authorise', saysNo);
  await stage.expectUndone(saga.id, 'refused spec.no');
});

test('what is over can not be woken', async () => {
  const replica = stage.replica();
  const saga = await stage.insert(replica);
  await saga.run().ended;
  expect(await replica.wake(saga.id)).toBeUndefined();
});

const abandoned = new DomainError('conflict', 'spec.abandoned', 'not wanted any more');

describe('a saga that waits and is turned back', () => {
  test('is undone with the reason given, and never goes on', async () => {
    const payer = aPayer();
    payer.waits(FAR);
    const replica = stage.replica();
    const saga = await stage.insert(replica);
    payer.of(saga);
    await saga.run().ended;
    payer.act();
    const running = await replica.turnBack(stage.name, saga.id, abandoned);
    expect(await running?.ended).toMatchObject({
      kind: 'refused',
      why: { error: { code: 'spec.abandoned' } },
    });
    await stage.expectUndone(saga.id, 'refused spec.abandoned');
    expect((await stage.row(saga.id)).log).toContainEqual(
      expect.objectContaining({ step: 'asked to stop', what: 'failed', error: 'not wanted any more' }),
    );
    expect(await replica.turnBack(stage.name, saga.id, abandoned)).toBeUndefined();
    expect(await replica.wake(saga.id)).toBeUndefined();
  });

  test('against fifty who wake it: one wins, and it ends the winner’s way', async () => {
    const payer = aPayer();
    payer.waits(FAR);
    const replica = stage.replica();
    const saga = await stage.insert(replica);
    payer.of(saga);
    await saga.run().ended;
    payer.act();
    const wakes = Array.from({ length: 25 }, () => () => replica.wake(saga.id));
    const turns = Array.from({ length: 25 }, () => () => replica.turnBack(stage.name, saga.id, abandoned));
    const mixed = wakes.flatMap((wake, at) => [wake(), turns[at]!()]);
    const won = (await Promise.all(mixed)).filter((running) => running !== undefined);
    expect(won).toHaveLength(1);
    const { kind } = await won[0]!.ended;
    await (kind === 'refused'
      ? stage.expectUndone(saga.id, 'refused spec.abandoned')
      : stage.expectBought(saga.id));
  });

  test('by a process that dies of it is undone by another', async () => {
    const payer = aPayer();
    payer.waits(FAR);
    const mortal = stage.replica({}, false);
    const saga = await stage.insert(mortal);
    payer.of(saga);
    await saga.run().ended;
    world.trouble.set('before undo hold', first(1, dies));
    await mortal.turnBack(stage.name, saga.id, abandoned);
    stage.replica();
    await stage.expectUndone(saga.id, 'refused spec.abandoned');
  });

  test('is not, once it is past its pivot', async () => {
    const pace = { firstMs: 60_000, napMs: 1, longestMs: 60_000 };
    const replica = stage.replica({ pace }, false);
    const saga = await stage.insert(replica);
    world.trouble.set('before capture', breaks);
    expect((await saga.run().ended).kind).toBe('accepted');
    expect(await stage.row(saga.id)).toMatchObject({ status: 'running', step: 4 });
    expect(await replica.turnBack(stage.name, saga.id, abandoned)).toBeUndefined();
    expect(await stage.row(saga.id)).toMatchObject({ status: 'running', step: 4 });
  });
});
