import { DomainError } from '@tradepost/decision';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { SuspendSaga } from './saga.ts';
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
      if (!hasActed) throw new SuspendSaga({ id, seen: ['asked'] }, how);
    });
  return { waits, act: () => (hasActed = true), of: (saga: { id: string }) => (id = saga.id) };
}

test('a saga that waits for an external event sleeps beyond its deadline, keeps its state, and continues when woken', async () => {
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

test('it polls by itself', async () => {
  const payer = aPayer();
  payer.waits({ until: FAR.until, againMs: 20 });
  const saga = await stage.insert(stage.replica());
  payer.of(saga);
  await saga.run().ended;
  world.trouble.set('before authorise', saysNo);
  await stage.expectUndone(saga.id, 'refused spec.no');
});

test('an ended saga cannot be woken', async () => {
  const replica = stage.replica();
  const saga = await stage.insert(replica);
  await saga.run().ended;
  expect(await replica.wake(saga.id)).toBeUndefined();
});

const abandoned = new DomainError('conflict', 'spec.abandoned', 'no longer wanted');

describe('a sleeping saga that is undone on request', () => {
  test('is undone with the given reason and never continues', async () => {
    const payer = aPayer();
    payer.waits(FAR);
    const replica = stage.replica();
    const saga = await stage.insert(replica);
    payer.of(saga);
    await saga.run().ended;
    payer.act();
    const running = await replica.undo(stage.name, saga.id, abandoned);
    expect(await running?.ended).toMatchObject({
      kind: 'refused',
      why: { error: { code: 'spec.abandoned' } },
    });
    await stage.expectUndone(saga.id, 'refused spec.abandoned');
    expect((await stage.row(saga.id)).log).toContainEqual(
      expect.objectContaining({ step: 'asked to stop', what: 'failed', error: 'no longer wanted' }),
    );
    expect(await replica.undo(stage.name, saga.id, abandoned)).toBeUndefined();
    expect(await replica.wake(saga.id)).toBeUndefined();
  });

  test('against fifty concurrent wake calls: one wins and decides the outcome', async () => {
    const payer = aPayer();
    payer.waits(FAR);
    const replica = stage.replica();
    const saga = await stage.insert(replica);
    payer.of(saga);
    await saga.run().ended;
    payer.act();
    const wakes = Array.from({ length: 25 }, () => () => replica.wake(saga.id));
    const turns = Array.from({ length: 25 }, () => () => replica.undo(stage.name, saga.id, abandoned));
    const mixed = wakes.flatMap((wake, at) => [wake(), turns[at]!()]);
    const won = (await Promise.all(mixed)).filter((running) => running !== undefined);
    expect(won).toHaveLength(1);
    const { kind } = await won[0]!.ended;
    await (kind === 'refused'
      ? stage.expectUndone(saga.id, 'refused spec.abandoned')
      : stage.expectBought(saga.id));
  });

  test('by a process that then dies is undone by another', async () => {
    const payer = aPayer();
    payer.waits(FAR);
    const mortal = stage.replica({}, false);
    const saga = await stage.insert(mortal);
    payer.of(saga);
    await saga.run().ended;
    world.trouble.set('before undo hold', first(1, dies));
    await mortal.undo(stage.name, saga.id, abandoned);
    stage.replica();
    await stage.expectUndone(saga.id, 'refused spec.abandoned');
  });

  test('is not undone once it is past its pivot', async () => {
    const backoff = { firstMs: 60_000, inProcessMs: 1, maxMs: 60_000 };
    const replica = stage.replica({ backoff }, false);
    const saga = await stage.insert(replica);
    world.trouble.set('before capture', breaks);
    expect((await saga.run().ended).kind).toBe('accepted');
    expect(await stage.row(saga.id)).toMatchObject({ status: 'running', step: 4 });
    expect(await replica.undo(stage.name, saga.id, abandoned)).toBeUndefined();
    expect(await stage.row(saga.id)).toMatchObject({ status: 'running', step: 4 });
  });
});
