import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { DomainError } from '@tradepost/decision';
import { isLeaseLost, type NewSagaRow, type Progress, type SagaRow, type SagaStore } from '../saga-store.ts';

const LONG_MS = 60_000;
const refusal = { kind: 'no', step: 'hold', error: new DomainError('conflict', 'spec.no', 'no') } as const;
const stored = {
  kind: 'no',
  step: 'hold',
  error: { kind: 'conflict', code: 'spec.no', detail: 'no', facts: {} },
};
const log = { step: 'hold', what: 'failed', attempt: 1, at: '2026-01-02T03:04:05Z', ms: 1 } as const;

/** What every store of sagas must keep; run on memory and on Postgres. */
export function sagaStoreContract(open: () => Promise<SagaStore>): void {
  let store: SagaStore;
  let name: string;
  beforeEach(async () => {
    store = await open();
    name = `saga-${randomUUID()}`;
  });

  async function inserted(change: Partial<NewSagaRow> = {}): Promise<{ id: string; lease: string }> {
    const ids = { id: randomUUID(), name, lease: randomUUID() };
    const row = {
      ...ids,
      state: { n: 1 },
      leaseMs: LONG_MS,
      deadlineMs: LONG_MS,
      traceId: 'a-trace',
      spanId: 'a-span',
      ...change,
    };
    await store.execute(store.insert(row));
    return row;
  }

  /** Saves progress of the saga as its lease holder knows it. */
  function saved(
    { id, lease }: { id: string; lease: string | null },
    change: Partial<Progress>,
    place: { step?: number; status?: SagaRow['status'] } = {},
  ): Promise<void> {
    const to: Progress = {
      ...{ status: 'running', step: 0, state: { n: 2 }, refusal: undefined, attempts: 0, error: undefined },
      ...{ log: [log], next: { leaseMs: LONG_MS } },
      ...change,
    };
    const known = { id, lease: lease ?? '', step: 0, status: 'running' as const, ...place };
    return store.execute(store.saveProgress(known, to));
  }

  async function sleeping(change: Partial<Progress> = {}): Promise<string> {
    const saga = await inserted();
    await saved(saga, { next: { pauseMs: LONG_MS }, ...change });
    return saga.id;
  }

  const claimDue = () => store.claimDue([name], LONG_MS, 10);
  const turnBack = (id: string) =>
    store.claimToUndo(id, { saga: { name, pivot: 2 }, refusal, leaseMs: LONG_MS, log });
  const lost = (write: Promise<void>) => write.then(() => false, isLeaseLost);

  describe('a saga', () => {
    test('is read back as it was inserted', async () => {
      const { id, lease } = await inserted({ deadlineMs: 10_000 });
      const row = await store.find(id);
      const fresh = {
        status: 'running',
        step: 0,
        refusal: null,
        attempts: 0,
        trace_id: 'a-trace',
        span_id: 'a-span',
      };
      expect(row).toMatchObject({ id, name, lease, state: { n: 1 }, ...fresh });
      expect(row?.deadline_ms).toBeGreaterThan(0);
      expect(row?.deadline_ms).toBeLessThanOrEqual(10_000);
    });

    test('that was never inserted is not found', async () => {
      expect(await store.find(randomUUID())).toBeUndefined();
    });

    test('is inserted once', async () => {
      const { id } = await inserted();
      await expect(inserted({ id })).rejects.toThrow();
    });

    test('keeps its state as it was when it was saved', async () => {
      const state = { seen: ['freeze'] };
      const { id, lease } = await inserted({ state });
      state.seen.push('hold');
      expect((await store.find(id))?.state).toEqual({ seen: ['freeze'] });
      await saved({ id, lease }, { state });
      state.seen.push('confirm');
      expect((await store.find(id))?.state).toEqual({ seen: ['freeze', 'hold'] });
    });
  });

  describe('progress', () => {
    test('moves the row, and keeps the lease until it pauses', async () => {
      const saga = await inserted();
      await saved(saga, { step: 2, attempts: 1, deadlineMs: 2 * LONG_MS });
      expect(await store.find(saga.id)).toMatchObject({
        step: 2,
        state: { n: 2 },
        lease: saga.lease,
        attempts: 1,
      });
      expect((await store.find(saga.id))?.deadline_ms).toBeGreaterThan(LONG_MS);
      await saved(saga, { step: 2, status: 'undoing', refusal, next: { pauseMs: 0 } }, { step: 2 });
      expect(await store.find(saga.id)).toMatchObject({ status: 'undoing', lease: null, refusal: stored });
    });

    test.each([
      ['another lease', { lease: randomUUID() }, {}],
      ['another step', {}, { step: 1 }],
      ['another status', {}, { status: 'undoing' as const }],
    ])('of a row with %s is refused, and changes nothing', async (_, change, place) => {
      const saga = await inserted();
      const before = await store.find(saga.id);
      expect(await lost(saved({ ...saga, ...change }, { step: 2 }, place))).toBe(true);
      expect(await store.find(saga.id)).toEqual({ ...before, deadline_ms: expect.any(Number) });
    });

    test('of one place is saved by one of twenty at once', async () => {
      const saga = await inserted();
      const writes = await Promise.all(Array.from({ length: 20 }, () => lost(saved(saga, { step: 1 }))));
      expect(writes.filter((isLost) => !isLost)).toHaveLength(1);
    });
  });

  describe('a due saga', () => {
    test('is claimed once its lease or pause is over, and an ended lease counts as an attempt', async () => {
      const abandoned = await inserted({ leaseMs: 0 });
      const parked = await sleeping({ next: { pauseMs: 0 } });
      await inserted();
      await sleeping();
      const claimed = await claimDue();
      const attempts = new Map(claimed.map((row) => [row.id, row.attempts]));
      expect(attempts).toEqual(
        new Map([
          [abandoned.id, 1],
          [parked, 0],
        ]),
      );
      expect(claimed.every(({ lease }) => lease !== null && lease !== abandoned.lease)).toBe(true);
      expect(await claimDue()).toEqual([]);
    });

    test('of another name, or ended, is left alone', async () => {
      await inserted({ leaseMs: 0, name: `${name}-other` });
      for (const status of ['done', 'undone', 'stuck'] as const)
        await saved(await inserted(), { status, next: { pauseMs: 0 } });
      expect(await claimDue()).toEqual([]);
    });

    test('is claimed once by fifty at once, the longest due first, and no more than asked', async () => {
      await inserted({ leaseMs: 0 });
      const first = await inserted({ leaseMs: -1_000 });
      expect((await store.claimDue([name], LONG_MS, 1)).map(({ id }) => id)).toEqual([first.id]);
      const claims = await Promise.all(Array.from({ length: 50 }, claimDue));
      expect(claims.flat()).toHaveLength(1);
    });

    test('that was claimed refuses the progress of the process before', async () => {
      const saga = await inserted({ leaseMs: 0 });
      const [row] = await claimDue();
      expect(await lost(saved(saga, { step: 1 }))).toBe(true);
      await saved(row!, { step: 1 });
      expect(await store.find(saga.id)).toMatchObject({ step: 1 });
    });
  });

  describe('a sleeping saga', () => {
    test('is woken or turned back by one of fifty at once', async () => {
      const id = await sleeping();
      const wakes = Array.from({ length: 25 }, () => store.claimSleeping(id, LONG_MS));
      const turns = Array.from({ length: 25 }, () => turnBack(id));
      const won = (await Promise.all([...wakes, ...turns])).filter((row) => row !== undefined);
      expect(won).toHaveLength(1);
    });

    test('that is turned back is undone with the given reason', async () => {
      const id = await sleeping({ attempts: 3 });
      expect(await turnBack(id)).toMatchObject({ id, status: 'undoing', refusal: stored, attempts: 0 });
    });

    test('past its pivot is not turned back', async () => {
      expect(await turnBack(await sleeping({ step: 3 }))).toBeUndefined();
    });

    test('with a lease, or ended, is neither woken nor turned back', async () => {
      const { id: leased } = await inserted();
      const ended = await sleeping({ status: 'done' });
      for (const id of [leased, ended, randomUUID()])
        expect([await store.claimSleeping(id, LONG_MS), await turnBack(id)]).toEqual([undefined, undefined]);
    });
  });

  describe('leases', () => {
    test('are renewed for their holder only', async () => {
      const [held, other] = [await inserted({ leaseMs: 0 }), await inserted({ leaseMs: 0 })];
      const renewed = await store.renewLeases([held, { ...other, lease: randomUUID() }], LONG_MS);
      expect([...renewed]).toEqual([held.id]);
      expect((await claimDue()).map(({ id }) => id)).toEqual([other.id]);
    });
  });

  describe('a stuck saga', () => {
    test.each([
      ['running', undefined],
      ['undoing', refusal],
    ] as const)('goes on %s, as it was', async (status, why) => {
      const saga = await inserted();
      await saved(saga, { status: 'stuck', refusal: why, attempts: 12, next: { pauseMs: 0 } });
      expect(await store.retryStuck(saga.id)).toBe(true);
      expect(await claimDue()).toMatchObject([{ id: saga.id, status, attempts: 0 }]);
      expect(await store.retryStuck(saga.id)).toBe(false);
    });
  });

  test('open sagas are counted by name and status', async () => {
    const count = async (status: string) =>
      (await store.countOpen()).find((one) => one.name === name && one.status === status)?.n ?? 0;
    const [running, stuck] = [await count('running'), await count('stuck')];
    await inserted();
    await saved(await inserted(), { status: 'stuck', next: { pauseMs: 0 } });
    expect([await count('running'), await count('stuck')]).toEqual([running + 1, stuck + 1]);
  });
}
