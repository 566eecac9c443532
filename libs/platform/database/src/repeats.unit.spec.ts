import { expect, test } from '@jest/globals';
import { DatabaseError } from 'pg';
import { isRead, repeatUncommitted, retryRolledBack } from './repeats.ts';

const failing = (code: string, until: number) => {
  const pauses: number[] = [];
  let runs = 0;
  const work = () => {
    runs++;
    const error = Object.assign(new DatabaseError('lost', 4, 'error'), { code });
    return runs < until ? Promise.reject(error) : Promise.resolve(runs);
  };
  const result = retryRolledBack(work, (ms) => Promise.resolve(pauses.push(ms)));
  return result.then(
    (value) => ({ value, pauses, runs }),
    (error: DatabaseError) => ({ code: error.code, pauses, runs }),
  );
};

test.each(['40P01', '40001'])('a transaction that lost a race (%s) waits, then runs again', async (code) => {
  const { value, pauses } = (await failing(code, 3)) as { value: number; pauses: number[] };
  expect(value).toBe(3);
  expect(pauses).toHaveLength(2);
  expect(pauses[0]).toBeGreaterThanOrEqual(10);
  expect(pauses[1]).toBeGreaterThanOrEqual(20);
  expect(Math.max(...pauses)).toBeLessThanOrEqual(60);
});

test('the third loss is an error', async () => {
  expect(await failing('40P01', 9)).toMatchObject({ code: '40P01', runs: 3 });
});

test('another error is not retried', async () => {
  expect(await failing('23505', 9)).toEqual({ code: '23505', pauses: [], runs: 1 });
});

test.each([
  ['SELECT id FROM orders WHERE id = $1', true],
  ['\n  WITH found AS (SELECT 1) SELECT * FROM found', true],
  ['WITH gone AS (DELETE FROM orders RETURNING id) SELECT * FROM gone', false],
  ['SELECT FROM orders FOR UPDATE', false],
  ["SELECT pg_advisory_lock(1), nextval('numbers')", false],
  ['INSERT INTO orders SELECT 1', false],
  ['UPDATE orders SET id = 1', false],
])('%s: only reads %s', (text, reads) => expect(isRead(text)).toBe(reads));

test.each([
  ['Connection terminated unexpectedly', 3],
  ['timeout exceeded when trying to connect', 1],
])('a read that fails with "%s" is sent %d times at most', async (message, times) => {
  let sent = 0;
  const send = () => (sent++, Promise.reject(new Error(message)));
  await expect(repeatUncommitted('SELECT 1', send)).rejects.toThrow(message);
  expect(sent).toBe(times);
});
