import { randomUUID } from 'node:crypto';
import { sql } from '@tradepost/database';
import { Sweeper } from '@tradepost/messaging';
import { Logger } from '@tradepost/observability';
import { testDatabase, type TestDatabase } from '@tradepost/testing';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sagaSweep } from './saga-sweep.ts';

const DAY_MS = 86_400_000;

let own: TestDatabase;
beforeAll(async () => {
  own = await testDatabase(new URL('../sql/saga.sql', import.meta.url));
});
afterAll(() => own.close());

async function aSaga(status: string, begun: number, changed: number): Promise<void> {
  await own.db.execute(sql`
    INSERT INTO sagas (id, name, status, state, next_run_at, deadline_at, created_at, updated_at)
    VALUES (${randomUUID()}, 'spec', ${status}, '{}', now(), now(), now() - ${begun} * interval '1 day',
      now() - ${changed} * interval '1 day')`);
}
const left = () =>
  own.db.query(sql`SELECT status, round(extract(epoch FROM now() - updated_at) / 86400)::int AS days
    FROM sagas ORDER BY 1, 2`);

test('deletes sagas that ended long ago; open and stuck ones stay, and those that ended recently', async () => {
  for (const status of ['running', 'undoing', 'done', 'undone', 'stuck'])
    for (const days of [1, 9]) await aSaga(status, 9, days);
  const sweeper = new Sweeper({ db: own.db, log: new Logger({ service: 'spec', level: 'silent' }) });
  sweeper.add(sagaSweep(7 * DAY_MS));
  await sweeper.turn();
  expect(await left()).toEqual([
    { status: 'done', days: 1 },
    ...[1, 9].map((days) => ({ status: 'running', days })),
    ...[1, 9].map((days) => ({ status: 'stuck', days })),
    ...[1, 9].map((days) => ({ status: 'undoing', days })),
    { status: 'undone', days: 1 },
  ]);
});
