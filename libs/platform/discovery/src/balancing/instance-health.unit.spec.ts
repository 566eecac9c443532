import { status } from '@grpc/grpc-js';
import { describe, expect, test } from '@jest/globals';
import { InstanceHealth, portions } from './instance-health.ts';

/** Ten calls a second for some seconds, ending now. */
function lived(
  seconds: number,
  { failing = 0, latencyMs = 5, code = status.UNAVAILABLE, from = 1_000 } = {},
) {
  const health = new InstanceHealth();
  live(health, seconds, { failing, latencyMs, code, from });
  return health;
}

function live(
  health: InstanceHealth,
  seconds: number,
  { failing = 0, latencyMs = 5, code = status.UNAVAILABLE, from = 1_000 } = {},
): number {
  const calls = seconds * 10;
  for (let call = 0; call < calls; call += 1) {
    const isFailure = Math.floor((call + 1) * failing) > Math.floor(call * failing);
    health.started();
    health.ended(from + call * 100, isFailure ? code : status.OK, latencyMs);
  }
  return from + calls * 100;
}

const now = 61_000;

describe('the portion of an instance', () => {
  test('is 1 for every healthy instance, and at the start', () => {
    expect(portions([lived(60), lived(60), new InstanceHealth()], now)).toEqual([1, 1, 1]);
    expect(portions([new InstanceHealth(), new InstanceHealth()], 0)).toEqual([1, 1]);
  });

  test('falls smoothly with its error rate', () => {
    const found = [0, 0.1, 0.2, 0.3, 0.5, 0.7].map(
      (failing) => portions([lived(60, { failing }), lived(60)], now)[0] ?? 0,
    );
    for (let at = 1; at < found.length; at += 1) expect(found[at]).toBeLessThan(found[at - 1] ?? 0);
    expect(found[4]).toBeGreaterThan(0.4);
    expect(found[4]).toBeLessThan(0.6);
  });

  test('falls smoothly with its latency, once that is well above its siblings', () => {
    const portionAt = (latencyMs: number) =>
      portions([lived(60, { latencyMs }), lived(60), lived(60)], now)[0] ?? 0;
    expect([5, 20, 50].map(portionAt)).toEqual([1, 1, 1]);
    const found = [60, 100, 200, 400].map(portionAt);
    for (let at = 1; at < found.length; at += 1) expect(found[at]).toBeLessThan(found[at - 1] ?? 0);
    expect(portionAt(1_000)).toBe(0);
  });

  test('is not affected by domain errors or cancelled calls', () => {
    for (const code of [
      status.NOT_FOUND,
      status.FAILED_PRECONDITION,
      status.RESOURCE_EXHAUSTED,
      status.CANCELLED,
    ]) {
      expect(portions([lived(60, { failing: 1, code }), lived(60)], now)[0]).toBe(1);
    }
  });

  test('stays 1 when all siblings are equally bad', () => {
    const found = portions([lived(60, { failing: 1 }), lived(60, { failing: 1 })], now);
    expect(found).toEqual([1, 1]);
  });

  test('recovers with successful calls', () => {
    const [bad, good] = [lived(60, { failing: 0.6 }), lived(60)];
    expect(portions([bad, good], now)[0]).toBeLessThan(0.5);
    live(bad, 20, { from: now });
    live(good, 20, { from: now });
    expect(portions([bad, good], now + 20_000)[0]).toBeGreaterThan(0.95);
  });

  test('barely falls after one failure in a few calls', () => {
    const health = new InstanceHealth();
    health.started();
    health.ended(now, status.UNAVAILABLE, 1);
    expect(portions([health, lived(60)], now)[0]).toBeGreaterThanOrEqual(0.7);
  });
});

describe('ejection', () => {
  test('lasts longer each time, ends on probation, and is reset after a healthy period', () => {
    const [bad, good] = [lived(60, { failing: 1 }), lived(60)];
    const at = (ms: number) => portions([bad, good], ms)[0] ?? 0;
    expect(at(now)).toBe(0);
    expect(at(now + 4_999)).toBe(0);
    expect(at(now + 5_000)).toBeCloseTo(0.5, 1);
    const again = live(bad, 60, { failing: 1, from: now + 5_000 });
    expect(at(again)).toBe(0);
    expect(at(again + 9_999)).toBe(0);
    expect(at(again + 10_000)).toBeGreaterThan(0);
    const well = live(bad, 60, { from: again + 10_000 });
    expect(at(well)).toBeGreaterThan(0.9);
    const third = live(bad, 60, { failing: 1, from: well });
    expect(at(third)).toBe(0);
    expect(at(third + 5_000)).toBeGreaterThan(0);
  });

  test.each([
    [1, 0],
    [2, 1],
    [3, 1],
    [4, 2],
    [5, 2],
    [7, 3],
  ])('of %i instances never takes more than %i', (size, most) => {
    const siblings = Array.from({ length: size }, (_, at) => lived(60, { failing: at === 0 ? 0 : 1 }));
    const found = portions(siblings, now);
    expect(found.filter((portion) => portion === 0)).toHaveLength(Math.min(most, size - 1));
    expect(Math.min(...found.filter((portion) => portion > 0))).toBeGreaterThanOrEqual(0.1);
    expect(found[0]).toBe(1);
  });

  test('is lifted when siblings leave and it would exclude more than half', () => {
    const bad = [lived(60, { failing: 1 }), lived(60, { failing: 1 })];
    const good = [lived(60), lived(60)];
    expect(portions([...bad, ...good], now)).toEqual([0, 0, 1, 1]);
    expect(portions([...bad, good[0] ?? lived(1)], now).filter((portion) => portion === 0)).toHaveLength(1);
    expect(portions(bad, now).filter((portion) => portion === 0)).toHaveLength(1);
  });
});
