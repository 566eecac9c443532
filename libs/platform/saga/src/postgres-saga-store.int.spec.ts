import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { sql, type Transaction } from '@tradepost/database';
import { testDatabase, type TestDatabase } from '@tradepost/testing';
import { PostgresSagaStore } from './postgres-saga-store.ts';
import { sagaSql } from './saga-write.ts';
import { sagaStoreContract } from './testing/saga-store.contract.ts';

let own: TestDatabase;
beforeAll(async () => {
  own = await testDatabase(new URL('../sql/saga.sql', import.meta.url));
});
afterAll(() => own.close());

sagaStoreContract(() => Promise.resolve(new PostgresSagaStore(own.db)));

describe('progress under a lease', () => {
  const LEASE_MS = 60_000;

  async function hotUpdates(tx: Transaction): Promise<number> {
    const { updates } = await tx.one<{ updates: number }>(
      sql`SELECT pg_stat_get_xact_tuples_hot_updated('sagas'::regclass)::int AS updates`,
    );
    return updates;
  }

  async function savedAfter(leftMs: number) {
    const store = new PostgresSagaStore(own.db);
    const ids = { id: randomUUID(), name: 'in-place', lease: randomUUID() };
    const from = { ...ids, state: {}, leaseMs: leftMs, deadlineMs: LEASE_MS, traceId: '', spanId: null };
    await store.execute(store.insert(from));
    const to = {
      step: 1,
      status: 'running' as const,
      state: { n: 1 },
      refusal: undefined,
      attempts: 0,
      error: undefined,
      log: [],
    };
    const place = { ...ids, step: 0, status: 'running' as const };
    const { inPlace } = await own.db.tx(async (tx) => {
      // Postgres counts on from earlier transactions of the connection that it has not reported yet.
      const before = await hotUpdates(tx);
      await tx.execute(sagaSql(store.saveProgress(place, { ...to, next: { leaseMs: LEASE_MS } })));
      return { inPlace: (await hotUpdates(tx)) - before };
    });
    const { leftMs: now } = await own.db.one<{ leftMs: number }>(
      sql`SELECT (extract(epoch FROM next_run_at - now()) * 1000)::float8 AS "leftMs" FROM sagas WHERE id = ${ids.id}`,
    );
    return { inPlace, leftMs: now };
  }

  it('is an update in place while more than half of the lease is left', async () => {
    expect((await savedAfter(LEASE_MS)).inPlace).toBe(1);
  });

  it('extends a lease of which less is left', async () => {
    expect((await savedAfter(LEASE_MS / 3)).leftMs).toBeGreaterThan(LEASE_MS / 2);
  });
});
