import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { Instance } from './discovery.ts';
import { anInstance, listeningLog } from './testing/an-instance.ts';
import { WatchedService } from './watched-service.ts';

const a = anInstance({ id: 'a', port: 1 });
const b = anInstance({ id: 'b', port: 2 });
const c = anInstance({ id: 'c', port: 3 });

function aService(remembered: readonly Instance[] = []) {
  const { log, lines } = listeningLog();
  const saved: (readonly Instance[])[] = [];
  const watched = new WatchedService({
    service: 'product',
    graceMs: 30_000,
    log,
    remembered: () => remembered,
    onChange: (instances) => saved.push(instances),
  });
  const heard: { ids: string; note: string }[] = [];
  const unwatch = watched.add((instances, note) =>
    heard.push({ ids: instances.map(({ id }) => id).join(), note }),
  );
  return { watched, heard, lines, saved, unwatch, last: () => heard.at(-1)?.ids };
}

beforeEach(() => void jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask'] }));
afterEach(() => void jest.useRealTimers());

describe('a registry that answers', () => {
  test('is followed at once when instances join or leave', () => {
    const { watched, heard } = aService();
    watched.answered([a]);
    watched.answered([a, b]);
    watched.answered([b]);
    expect(heard.map(({ ids }) => ids)).toEqual(['a', 'a,b', 'b']);
  });

  test('is not published again for the same set in another order', () => {
    const { watched, heard, saved } = aService();
    watched.answered([a, b]);
    watched.answered([b, a]);
    expect(heard).toHaveLength(1);
    expect(saved).toHaveLength(1);
  });

  test('is published when only a weight changed', () => {
    const { watched, heard } = aService();
    watched.answered([a]);
    watched.answered([{ ...a, weight: 5 }]);
    expect(heard).toHaveLength(2);
  });

  test('publishes an empty set once', () => {
    const { watched, heard } = aService();
    watched.answered([]);
    watched.answered([]);
    expect(heard).toEqual([{ ids: '', note: 'the registry lists no healthy instance' }]);
  });
});

describe('a registry that does not respond', () => {
  test('changes nothing, however long it lasts', () => {
    const { watched, last, lines } = aService();
    watched.answered([a, b]);
    for (let minute = 0; minute < 60; minute += 1) {
      watched.unavailable('connect ECONNREFUSED');
      jest.advanceTimersByTime(60_000);
    }
    expect(last()).toBe('a,b');
    expect(lines).toEqual(['warn product: the registry does not respond; keeping the last known instances']);
  });

  test('from the start makes calls fail with the reason', () => {
    const { watched, heard } = aService();
    watched.unavailable('connect ECONNREFUSED');
    expect(heard).toEqual([{ ids: '', note: 'the registry does not respond: connect ECONNREFUSED' }]);
  });

  test('from the start is replaced by the snapshot', () => {
    const { watched, last } = aService([a, b]);
    watched.unavailable('connect ECONNREFUSED');
    expect(last()).toBe('a,b');
    watched.answered([c]);
    expect(last()).toBe('c');
  });

  test('does not use up the grace period', () => {
    const { watched, last } = aService();
    watched.answered([a]);
    watched.answered([]);
    watched.unavailable('connect ECONNREFUSED');
    jest.advanceTimersByTime(600_000);
    expect(last()).toBe('a');
    watched.answered([]);
    jest.advanceTimersByTime(29_999);
    expect(last()).toBe('a');
    jest.advanceTimersByTime(1);
    expect(last()).toBe('');
  });
});

describe('a registry that lost its state', () => {
  test('is not followed when it suddenly lists no instance, until the grace period is over', () => {
    const { watched, last } = aService();
    watched.answered([a, b]);
    watched.answered([]);
    jest.advanceTimersByTime(29_999);
    expect(last()).toBe('a,b');
    jest.advanceTimersByTime(1);
    expect(last()).toBe('');
  });

  test('may get its instances back one by one while the others are retained', () => {
    const { watched, heard, lines } = aService();
    watched.answered([a, b, c]);
    watched.answered([], true);
    watched.answered([b]);
    watched.answered([a, b]);
    watched.answered([a, b, c]);
    jest.advanceTimersByTime(60_000);
    expect(heard.map(({ ids }) => ids)).toEqual(['a,b,c']);
    expect(lines).toHaveLength(1);
  });

  test('is doubted too when its first answer after a restart lists some', () => {
    const { watched, last } = aService();
    watched.answered([a, b]);
    watched.answered([a], true);
    expect(last()).toBe('a,b');
    jest.advanceTimersByTime(30_000);
    expect(last()).toBe('a');
  });

  test('is followed when an instance came back and left', () => {
    const { watched, last } = aService();
    watched.answered([a, b]);
    watched.answered([], true);
    watched.answered([a]);
    watched.answered([a, c]);
    watched.answered([c]);
    expect(last()).toBe('b,c');
  });

  test('replaces a retained instance by a new one at its address', () => {
    const { watched, last } = aService();
    watched.answered([a]);
    watched.answered([]);
    watched.answered([{ ...c, port: a.port }]);
    expect(last()).toBe('c');
  });
});

describe('a listener', () => {
  test('added later gets the current set, but not before watch has returned', async () => {
    const { watched } = aService();
    watched.answered([a]);
    const heard: number[] = [];
    watched.add((instances) => heard.push(instances.length));
    expect(heard).toEqual([]);
    await Promise.resolve();
    expect(heard).toEqual([1]);
  });

  test('that was removed is not called', async () => {
    const { watched, heard, unwatch } = aService();
    unwatch();
    watched.answered([a]);
    await Promise.resolve();
    expect(heard).toEqual([]);
    expect(watched.isWatched).toBe(false);
  });
});
