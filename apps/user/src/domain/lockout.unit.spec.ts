import { describe, expect, it } from '@jest/globals';
import { addFailure, type Failures, FREE_FAILURES, lockedForMs } from './lockout.ts';

const now = new Date('2026-01-01T12:00:00Z');

function after(times: number): Failures | undefined {
  return Array.from({ length: times }).reduce<Failures | undefined>(
    (before) => addFailure(before, now),
    undefined,
  );
}

describe('failed sign-ins', () => {
  it('do not lock at first', () => expect(lockedForMs(after(FREE_FAILURES), now)).toBe(0));

  it('lock from the sixth on, twice as long each time', () => {
    expect(lockedForMs(after(FREE_FAILURES + 1), now)).toBe(30_000);
    expect(lockedForMs(after(FREE_FAILURES + 2), now)).toBe(60_000);
  });

  it('never lock longer than a quarter of an hour', () => expect(lockedForMs(after(60), now)).toBe(900_000));

  it('are forgotten after an hour without one', () => {
    const later = new Date(now.getTime() + 3_600_001);
    expect(addFailure(after(20), later)).toEqual({ count: 1, lastAt: later, lockedUntil: undefined });
  });
});
