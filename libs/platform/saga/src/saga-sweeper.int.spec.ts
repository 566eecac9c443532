import { randomUUID } from 'node:crypto';
import { sql } from '@tradepost/database';
import { Logger } from '@tradepost/observability';
import { testDatabase, type TestDatabase } from '@tradepost/testing';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { waitFor } from '@tradepost/testing/waiting';
import { SagaSweeper, sweepSagas } from './saga-sweeper.ts';

const DAY_MS = 86_400_000;

let own: TestDatabase;
beforeAll(async () => {
  own = await testDatabase(new URL('../sql/saga.sql', import.meta.url));
});
afterAll(() => own.close());
beforeEach(() => own.db.execute(sql`DELETE FROM sagas`));

async function aSaga(status: string, days: number): Promise<void> {
  await own.db.execute(sql`
    INSERT INTO sagas (id, name, status, state, next_run_at, deadline_at, updated_at)
    VALUES (${randomUUID()}, 'spec', ${status}, '{}', now(), now(), now() - ${days} * interval '1 day')`);
}
const left = () =>
  own.db.query(sql`SELECT status, round(extract(epoch FROM now() - updated_at) / 86400)::int AS days
    FROM sagas ORDER BY 1, 2`);

test('deletes sagas that ended long ago; recent and open ones stay', async () => {
  for (const status of ['running', 'undoing', 'done', 'undone', 'stuck'])
    for (const days of [1, 9]) await aSaga(status, days);
  expect(await sweepSagas(own.db, 7 * DAY_MS)).toBe(2);
  expect(await left()).toEqual([
    { status: 'done', days: 1 },
    ...[1, 9].map((days) => ({ status: 'running', days })),
    ...[1, 9].map((days) => ({ status: 'stuck', days })),
    ...[1, 9].map((days) => ({ status: 'undoing', days })),
    { status: 'undone', days: 1 },
  ]);
});

test('several sweepers may run', async () => {
  await Promise.all(Array.from({ length: 30 }, () => aSaga('done', 9)));
  const swept = await Promise.all(Array.from({ length: 50 }, () => sweepSagas(own.db, DAY_MS)));
  expect(swept.reduce((all, one) => all + one)).toBe(30);
  expect(await left()).toEqual([]);
});

test('the worker sweeps periodically', async () => {
  await aSaga('done', 9);
  const log = new Logger({ service: 'spec', level: 'silent' });
  const sweeper = new SagaSweeper({ db: own.db, log, keepMs: DAY_MS });
  sweeper.start();
  await waitFor(async () => expect(await left()).toEqual([]));
  await sweeper.stop();
});
