import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { isOver, pauseWithin, settledBy, within } from './waiting.ts';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

test('a caller that waits for two things waits no longer than for one', async () => {
  const wait = within(1_000);
  const first = settledBy(new Promise((done) => setTimeout(done, 900, 'first')), wait);
  await jest.advanceTimersByTimeAsync(900);
  expect(await first).toBe('first');
  const second = settledBy(new Promise(() => {}), wait);
  await jest.advanceTimersByTimeAsync(100);
  expect(await second).toBeUndefined();
  expect(isOver(wait)).toBe(true);
});

test('a poll pauses no longer than its caller waits', () => {
  const wait = within(100);
  expect(pauseWithin(wait, 250)).toBe(100);
  expect(pauseWithin(wait, 50)).toBe(50);
  jest.advanceTimersByTime(150);
  expect(pauseWithin(wait, 250)).toBe(0);
});

test('a caller that goes away waits no longer', async () => {
  const leaving = new AbortController();
  const result = settledBy(new Promise(() => {}), { signal: leaving.signal });
  leaving.abort();
  expect(await result).toBeUndefined();
  expect(isOver({ signal: leaving.signal })).toBe(true);
});
