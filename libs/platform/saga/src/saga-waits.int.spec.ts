import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { Waits } from './saga.ts';
import { Stage } from './testing/stage.ts';
import { saysNo, type World } from './testing/world.ts';

vi.setConfig({ testTimeout: 20_000 });

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
