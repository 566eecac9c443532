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
  test('is believed at once, about newcomers and about the leaving', () => {
    const { watched, heard } = aService();
    watched.answered([a]);
    watched.answered([a, b]);
    watched.answered([b]);
    expect(heard.map(({ ids }) => ids)).toEqual(['a', 'a,b', 'b']);
  });

  test('is not repeated when it says the same in another order', () => {
    const { watched, heard, saved } = aService();
    watched.answered([a, b]);
    watched.answered([b, a]);
    expect(heard).toHaveLength(1);
    expect(saved).toHaveLength(1);
  });

  test('is heard when only a weight changed', () => {
    const { watched, heard } = aService();
    watched.answered([a]);
    watched.answered([{ ...a, weight: 5 }]);
    expect(heard).toHaveLength(2);
  });

  test('says that there is nothing, once', () => {
    const { watched, heard } = aService();
    watched.answered([]);
    watched.answered([]);
    expect(heard).toEqual([{ ids: '', note: 'the registry knows no healthy instance' }]);
  });
});

describe('a registry that is silent', () => {
  test('changes nothing, however long', () => {
    const { watched, last, lines } = aService();
    watched.answered([a, b]);
    for (let minute = 0; minute < 60; minute += 1) {
      watched.silent('connect ECONNREFUSED');
      jest.advanceTimersByTime(60_000);
    }
    expect(last()).toBe('a,b');
    expect(lines).toEqual(['warn product: the registry is silent; keeping what is known']);
  });

  test('from the start makes callers fail with the reason', () => {
    const { watched, heard } = aService();
    watched.silent('connect ECONNREFUSED');
    expect(heard).toEqual([{ ids: '', note: 'the registry is silent: connect ECONNREFUSED' }]);
  });

  test('from the start is stood in for by what an earlier process saw', () => {
    const { watched, last } = aService([a, b]);
    watched.silent('connect ECONNREFUSED');
    expect(last()).toBe('a,b');
    watched.answered([c]);
    expect(last()).toBe('c');
  });

  test('does not use up the time of grace', () => {
    const { watched, last } = aService();
    watched.answered([a]);
    watched.answered([]);
    watched.silent('connect ECONNREFUSED');
    jest.advanceTimersByTime(600_000);
    expect(last()).toBe('a');
    watched.answered([]);
    jest.advanceTimersByTime(29_999);
    expect(last()).toBe('a');
    jest.advanceTimersByTime(1);
    expect(last()).toBe('');
  });
});

describe('a registry that lost its memory', () => {
  test('is not believed when it suddenly knows nobody, until the grace has passed', () => {
    const { watched, last } = aService();
    watched.answered([a, b]);
    watched.answered([]);
    jest.advanceTimersByTime(29_999);
    expect(last()).toBe('a,b');
    jest.advanceTimersByTime(1);
    expect(last()).toBe('');
  });

  test('gets its instances back one by one while the others are kept', () => {
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

  test('is doubted too when the first answer after a restart names some', () => {
    const { watched, last } = aService();
    watched.answered([a, b]);
    watched.answered([a], true);
    expect(last()).toBe('a,b');
    jest.advanceTimersByTime(30_000);
    expect(last()).toBe('a');
  });

  test('is believed about an instance that came back and left', () => {
    const { watched, last } = aService();
    watched.answered([a, b]);
    watched.answered([], true);
    watched.answered([a]);
    watched.answered([a, c]);
    watched.answered([c]);
    expect(last()).toBe('b,c');
  });

  test('gives the address of a kept instance to its successor', () => {
    const { watched, last } = aService();
    watched.answered([a]);
    watched.answered([]);
    watched.answered([{ ...c, port: a.port }]);
    expect(last()).toBe('c');
  });
});

describe('a listener', () => {
  test('that comes later hears what is known, but not before watch has returned', async () => {
    const { watched } = aService();
    watched.answered([a]);
    const heard: number[] = [];
    watched.add((instances) => heard.push(instances.length));
    expect(heard).toEqual([]);
    await Promise.resolve();
    expect(heard).toEqual([1]);
  });

  test('that has left hears nothing', async () => {
    const { watched, heard, unwatch } = aService();
    unwatch();
    watched.answered([a]);
    await Promise.resolve();
    expect(heard).toEqual([]);
    expect(watched.isWatched).toBe(false);
  });
});
