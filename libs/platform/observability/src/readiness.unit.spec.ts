import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { Readiness } from './readiness.ts';

function aReadiness() {
  const warnings: object[] = [];
  const up = new Set<string>();
  const readiness = new Readiness({ warn: (facts) => void warnings.push(facts) });
  const check = (name: string) => () => {
    if (!up.has(name)) throw new Error(`${name} refuses connections`);
  };
  return { readiness, up, check, warnings };
}

const settled = async (opening: Promise<boolean>): Promise<boolean | 'waiting'> =>
  Promise.race([opening, sleep(60, 'waiting' as const)]);

describe('readiness', () => {
  it('waits until each required dependency has been up once, not for optional ones', async () => {
    const { readiness, up, check } = aReadiness();
    readiness.requires('postgres', check('postgres'));
    readiness.requires('product', check('product'));
    readiness.uses('redis', check('redis'));
    const opening = readiness.open();
    expect(await settled(opening)).toBe('waiting');
    up.add('postgres');
    expect(await settled(opening)).toBe('waiting');
    expect(await readiness.report()).toMatchObject({ status: 'starting', waitingFor: ['product'] });
    up.delete('postgres');
    up.add('product');
    expect(await opening).toBe(true);
    expect(await readiness.report()).toEqual({
      status: 'ready',
      waitingFor: [],
      degraded: ['postgres', 'redis'],
      dependencies: {
        postgres: { state: 'down', required: true },
        product: { state: 'up', required: true },
        redis: { state: 'down', required: false },
      },
    });
  });

  it('stays when a dependency is lost', async () => {
    const { readiness, up, check } = aReadiness();
    readiness.requires('product', check('product'));
    up.add('product');
    await readiness.open();
    up.clear();
    expect(await readiness.report()).toMatchObject({ status: 'ready', degraded: ['product'] });
    expect(readiness.isReady).toBe(true);
  });

  it('warms up after the dependencies, until it succeeds, and is announced last', async () => {
    const { readiness, up, check } = aReadiness();
    const done: string[] = [];
    readiness.requires('product', check('product'));
    readiness.warmsUp('list', async () => {
      done.push('list');
      if (done.length < 3) throw new Error('not yet');
    });
    const opening = readiness.open(async () => {
      done.push('announced');
    });
    expect(await settled(opening)).toBe('waiting');
    expect(done).toEqual([]);
    expect((await readiness.report()).waitingFor).toEqual(['product', 'list']);
    up.add('product');
    expect(await opening).toBe(true);
    expect(done).toEqual(['list', 'list', 'list', 'announced']);
  });

  it('ends when the process leaves, also while it waits', async () => {
    const { readiness, check } = aReadiness();
    readiness.requires('product', check('product'));
    const opening = readiness.open(() => Promise.reject(new Error('must not be announced')));
    readiness.leave();
    expect(await opening).toBe(false);
    expect((await readiness.report()).status).toBe('leaving');
  });

  it('counts a check that does not answer as down, and does not start it again', async () => {
    const { readiness } = aReadiness();
    let started = 0;
    readiness.uses('redis', () => new Promise(() => started++));
    for (let i = 0; i < 2; i++) expect((await readiness.report()).degraded).toEqual(['redis']);
    expect(started).toBe(1);
  });

  it('is required when one of those who name it requires it', async () => {
    const { readiness } = aReadiness();
    readiness.uses('user', () => true);
    readiness.requires('user', () => true);
    readiness.uses('user', () => true);
    expect((await readiness.report()).dependencies).toEqual({ user: { state: 'up', required: true } });
  });
});
