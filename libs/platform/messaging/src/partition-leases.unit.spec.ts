import { expect, test } from '@jest/globals';
import { partitionOf } from './event.ts';
import { fairShare } from './partition-leases.ts';

const leases = (holders: (string | null)[], dead: string[] = []) =>
  holders.map((holder, partition) => ({
    partition,
    holder,
    isLive: holder !== null && !dead.includes(holder),
  }));
const free = Array.from({ length: 8 }, () => null);

test('alone it takes everything', () => {
  expect(fairShare('a', leases(free), 1)).toEqual({ keep: [0, 1, 2, 3, 4, 5, 6, 7], drop: [] });
});

test('with others it takes its share and no more', () => {
  expect(fairShare('b', leases(['a', 'a', 'a', 'a', null, null, null, null]), 2).keep).toEqual([4, 5, 6, 7]);
  expect(fairShare('c', leases(['a', 'a', 'a', 'b', 'b', 'b', null, null]), 3).keep).toEqual([6, 7]);
});

test('it lets go of what is above its share when another comes', () => {
  expect(fairShare('a', leases(free.map(() => 'a')), 2)).toEqual({ keep: [0, 1, 2, 3], drop: [4, 5, 6, 7] });
});

test('it takes over from the dead, and its own that lapsed', () => {
  expect(fairShare('b', leases(['a', 'a', 'a', 'a', 'b', 'b', 'b', 'b'], ['a']), 1).keep).toHaveLength(8);
  expect(
    fairShare(
      'a',
      leases(
        free.map(() => 'a'),
        ['a'],
      ),
      1,
    ).keep,
  ).toHaveLength(8);
});

test('ids spread over the partitions, and stay where they are', () => {
  const counts = new Map<number, number>();
  for (let i = 0; i < 8_000; i++) {
    const partition = partitionOf(`0198c2f0-0000-7000-8000-${i.toString(16).padStart(12, '0')}`);
    counts.set(partition, (counts.get(partition) ?? 0) + 1);
  }
  expect(counts.size).toBe(8);
  for (const count of counts.values()) expect(Math.abs(count - 1_000)).toBeLessThan(200);
  expect(partitionOf('0198c2f0-0000-7000-8000-000000000000')).toBe(
    partitionOf('0198c2f0-0000-7000-8000-000000000000'),
  );
});
