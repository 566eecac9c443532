import { describe, expect, it } from '@jest/globals';
import { hashOf, homeOf } from './affinity.ts';
import { chooseFor, type Candidate } from './policies.ts';

const KEYS = Array.from({ length: 4_000 }, (_, n) => hashOf(`cart ${n}`));

const instances = (...names: string[]) =>
  names.map((name) => ({
    ...{ name, hash: hashOf(`127.0.0.1:5000 ${name}`), weight: 1, portion: 1, inFlight: 0, credit: 0 },
  }));

type Instance = ReturnType<typeof instances>[number];

const homes = (among: readonly Instance[], share: (one: Candidate) => number = ({ portion }) => portion) =>
  KEYS.map((key) => homeOf(key, among, share)?.name);

const shareOf = (name: string, chosen: readonly (string | undefined)[]): number =>
  chosen.filter((one) => one === name).length / KEYS.length;

describe('calls of one affinity', () => {
  it('reach the same instance, in whatever order a client knows them', () => {
    const among = instances('a', 'b', 'c', 'd');
    expect(homes(among.toReversed())).toEqual(homes(among));
  });

  it('are spread evenly', () => {
    const chosen = homes(instances('a', 'b', 'c', 'd'));
    for (const name of ['a', 'b', 'c', 'd'])
      expect(Math.abs(shareOf(name, chosen) - 0.25)).toBeLessThan(0.03);
  });

  it('move only to an instance that joins', () => {
    const [before, after] = [homes(instances('a', 'b', 'c')), homes(instances('a', 'b', 'c', 'd'))];
    const moved = after.filter((name, at) => name !== before[at]);
    expect(new Set(moved)).toEqual(new Set(['d']));
    expect(Math.abs(moved.length / KEYS.length - 0.25)).toBeLessThan(0.03);
  });

  it('leave an instance by as much as its share shrinks, and the others keep theirs', () => {
    const among = instances('a', 'b');
    const before = homes(among);
    if (among[0]) among[0].portion = 0.5;
    const after = homes(among);
    expect(Math.abs(shareOf('a', after) - 1 / 3)).toBeLessThan(0.03);
    expect(after.every((name, at) => name === before[at] || name === 'b')).toBe(true);
  });

  it('leave an ejected instance, unless all are', () => {
    const among = instances('a', 'b').map((one) => ({ ...one, portion: one.name === 'a' ? 0 : 1 }));
    expect(new Set(KEYS.map((key) => chooseFor(key, 'round_robin', among)?.name))).toEqual(new Set(['b']));
    const all = among.map((one) => ({ ...one, portion: 0 }));
    expect(KEYS.every((key) => chooseFor(key, 'round_robin', all))).toBe(true);
  });

  it('follow weights where the policy does', () => {
    const among = instances('a', 'b').map((one) => ({ ...one, weight: one.name === 'a' ? 3 : 1 }));
    const share = (policy: 'weighted' | 'round_robin') =>
      shareOf(
        'a',
        KEYS.map((key) => chooseFor(key, policy, among)?.name),
      );
    expect(Math.abs(share('weighted') - 0.75)).toBeLessThan(0.03);
    expect(Math.abs(share('round_robin') - 0.5)).toBeLessThan(0.03);
  });
});
