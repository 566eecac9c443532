import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { waitFor } from '@tradepost/testing/waiting';
import { Loop, loopReports } from './loop.ts';
import { aLog } from './testing/an-event.ts';

const pause = (ms: number): Promise<void> => jest.advanceTimersByTimeAsync(ms);
beforeEach(() => void jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask'] }));
afterEach(() => void jest.useRealTimers());

test('pauses as long as the round says, unless it is woken', async () => {
  let rounds = 0;
  const loop = new Loop({ name: 'spec', log: aLog(), round: async () => (rounds++, 1_000) });
  loop.start();
  await jest.advanceTimersByTimeAsync(999);
  expect(rounds).toBe(1);
  await jest.advanceTimersByTimeAsync(1);
  expect(rounds).toBe(2);
  loop.wake();
  await jest.advanceTimersByTimeAsync(0);
  expect(rounds).toBe(3);
  await loop.stop();
});

test('a pause that is too long for a timer of Node does not end at once', async () => {
  jest.useRealTimers();
  let rounds = 0;
  const days = 30 * 86_400_000;
  const loop = new Loop({ name: 'spec', log: aLog(), round: async () => (rounds++, days) });
  loop.start();
  // A timer of a millisecond that was set later fires after those that were set before.
  for (let i = 0; i < 3; i++) await new Promise((done) => setTimeout(done, 2));
  await loop.stop();
  expect(rounds).toBe(1);
});

test('is running in its first round already, and not after its stop', async () => {
  const seen: boolean[] = [];
  const loop: Loop = new Loop({
    name: 'spec',
    log: aLog(),
    round: async () => (seen.push(loop.isRunning), 1),
  });
  expect(loop.isRunning).toBe(false);
  loop.start();
  await loop.stop();
  expect(seen).toEqual([true]);
  expect(loop.isRunning).toBe(false);
});

test('woken all the time it still rests between rounds', async () => {
  let rounds = 0;
  const loop = new Loop({ name: 'spec', log: aLog(), round: async () => (rounds++, 1_000), restMs: 20 });
  loop.start();
  for (let ms = 0; ms < 100; ms++) {
    loop.wake();
    await jest.advanceTimersByTimeAsync(1);
  }
  expect(rounds).toBeGreaterThanOrEqual(5);
  expect(rounds).toBeLessThanOrEqual(6);
  await loop.stop();
});

test('a wake during a round is not lost', async () => {
  let rounds = 0;
  const loop: Loop = new Loop({
    ...{ name: 'spec', log: aLog() },
    round: async () => {
      if (rounds++ === 0) loop.wake();
      return 1_000;
    },
  });
  loop.start();
  await jest.advanceTimersByTimeAsync(1);
  expect(rounds).toBe(2);
  await loop.stop();
});

test('failing, it pauses longer and longer, logs twice in all, and wakes do not hurry it', async () => {
  const log = aLog();
  let rounds = 0;
  let isBroken = true;
  const loop = new Loop({
    ...{ name: 'spec', log, maxBackoffMs: 400 },
    round: async () => {
      rounds++;
      if (isBroken) throw new Error('away');
      return 1_000;
    },
  });
  loop.start();
  for (let ms = 0; ms < 4_000; ms++) {
    loop.wake();
    await jest.advanceTimersByTimeAsync(1);
  }
  expect(rounds).toBeGreaterThan(8);
  expect(rounds).toBeLessThan(20);
  isBroken = false;
  await jest.advanceTimersByTimeAsync(500);
  expect(log.lines).toEqual(['spec fails and keeps trying', 'spec works again']);
  await loop.stop();
});

test('what it asks may start after it: failures are reported when it has worked once or its grace is over', async () => {
  const aLoop = (graceMs: number) => {
    const log = aLog();
    const state = { isBroken: true };
    const round = (): Promise<number> =>
      state.isBroken ? Promise.reject(new Error('away')) : Promise.resolve(1);
    const loop = new Loop({ name: 'spec', log, graceMs, maxBackoffMs: 1, round });
    loop.start();
    return { loop, log, state };
  };
  const begun = aLoop(1_000);
  await jest.advanceTimersByTimeAsync(500);
  begun.state.isBroken = false;
  await jest.advanceTimersByTimeAsync(100);
  expect(begun.log.lines).toEqual([]);
  begun.state.isBroken = true;
  await jest.advanceTimersByTimeAsync(100);
  expect(begun.log.lines).toEqual(['spec fails and keeps trying']);
  await begun.loop.stop();

  const absent = aLoop(1_000);
  await jest.advanceTimersByTimeAsync(900);
  expect(absent.log.lines).toEqual([]);
  await jest.advanceTimersByTimeAsync(200);
  expect(absent.log.lines).toEqual(['spec fails and keeps trying']);
  await absent.loop.stop();
});

test('stops after the present round', async () => {
  let endRound = (): void => {};
  let isDone = false;
  const loop = new Loop({
    ...{ name: 'spec', log: aLog() },
    round: () => new Promise<number>((done) => (endRound = () => done(1_000))),
  });
  loop.start();
  const stopped = loop.stop().then(() => (isDone = true));
  await jest.advanceTimersByTimeAsync(10);
  expect(isDone).toBe(false);
  endRound();
  await stopped;
});

test('tells how it is doing, until it is stopped', async () => {
  let fails = true;
  const name = 'told of';
  const round = (): Promise<number> =>
    fails ? Promise.reject(new Error('no such table')) : Promise.resolve(1);
  const loop = new Loop({ name, log: aLog(), round, maxBackoffMs: 1 });
  const report = () => loopReports().find((one) => one.name === name);
  expect(report()).toBeUndefined();
  loop.start();
  await waitFor(() => expect(report()?.failures).toBeGreaterThan(0));
  expect(report()).toMatchObject({ error: 'no such table', lastRunAt: expect.any(Date) as unknown as Date });
  fails = false;
  await waitFor(() => expect(report()).toMatchObject({ failures: 0, error: '' }), { pause });
  await loop.stop();
  expect(report()).toBeUndefined();
});
