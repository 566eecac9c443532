import { randomUUID } from 'node:crypto';
import { DomainError } from '@tradepost/decision';
import { sql } from '@tradepost/database';
import { testDatabase, type TestDatabase } from '@tradepost/testing';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  answeredOnce,
  claimKey,
  idempotent,
  releaseKey,
  requestHash,
  storeAnswer,
  storedAnswer,
} from './idempotent.ts';
import { sweepKeys } from './key-sweeper.ts';

let own: TestDatabase;
beforeAll(async () => {
  own = await testDatabase(new URL('../sql/messaging.sql', import.meta.url), { max: 20 });
  await own.db.execute(sql`CREATE TABLE work_done (id text)`);
});
afterAll(() => own.close());

const text = {
  encode: (answer: string) => Buffer.from(answer),
  decode: (bytes: Uint8Array) => Buffer.from(bytes).toString(),
};
const aRequest = (body = 'a', key: string = randomUUID()) => ({
  ...{ scope: 'spec', key, requestHash: requestHash(Buffer.from(body)) },
});

test('fifty callers with one key: the work is done once and all get its answer', async () => {
  const request = aRequest();
  let runs = 0;
  const answers = await Promise.all(
    Array.from({ length: 50 }, () =>
      idempotent(own.db, request, text, async (tx) => {
        await tx.execute(sql`INSERT INTO work_done VALUES (${request.key})`);
        return `answer ${++runs}`;
      }),
    ),
  );
  expect(new Set(answers)).toEqual(new Set(['answer 1']));
  expect(await own.db.query(sql`SELECT id FROM work_done WHERE id = ${request.key}`)).toHaveLength(1);
});

test('the same key for another request is refused', async () => {
  const request = aRequest();
  await idempotent(own.db, request, text, async () => 'done');
  const other = idempotent(own.db, aRequest('b', request.key), text, async () => 'never');
  await expect(other).rejects.toMatchObject({ kind: 'mismatch', code: 'idempotency.mismatch' });
});

test('the same key in another scope is another key', async () => {
  const request = aRequest();
  await idempotent(own.db, request, text, async () => 'one');
  expect(await idempotent(own.db, { ...request, scope: 'other' }, text, async () => 'two')).toBe('two');
});

test('work that throws leaves no claim and no effect behind', async () => {
  const request = aRequest();
  const failing = idempotent(own.db, request, text, async (tx) => {
    await tx.execute(sql`INSERT INTO work_done VALUES (${request.key})`);
    throw new DomainError('conflict', 'spec.no', 'no');
  });
  await expect(failing).rejects.toMatchObject({ code: 'spec.no' });
  expect(await own.db.query(sql`SELECT id FROM work_done WHERE id = ${request.key}`)).toEqual([]);
  expect(await idempotent(own.db, request, text, async () => 'now')).toBe('now');
});

test('whoever waited for a failing first does the work', async () => {
  const request = aRequest();
  let letFail = (): void => {};
  const mayFail = new Promise<void>((done) => (letFail = done));
  let first: Promise<string> | undefined;
  await new Promise<void>((hasBegun) => {
    first = idempotent(own.db, request, text, async () => {
      hasBegun();
      await mayFail;
      throw new Error('first fails');
    });
  });
  const second = idempotent(own.db, request, text, async () => 'second');
  letFail();
  await expect(first).rejects.toThrow('first fails');
  expect(await second).toBe('second');
});

test('without a key every call does its work', async () => {
  const request = aRequest('a', '');
  expect(await idempotent(own.db, request, text, async () => 'one')).toBe('one');
  expect(await idempotent(own.db, request, text, async () => 'two')).toBe('two');
});

test('a key claimed for longer work: in flight, then answered; or released', async () => {
  const request = aRequest();
  expect(await own.db.execute(claimKey(request))).toBe(1);
  expect(await own.db.execute(claimKey(request))).toBe(0);
  await expect(storedAnswer(own.db, request)).rejects.toMatchObject({ code: 'idempotency.in_flight' });
  expect(await own.db.execute(releaseKey(request))).toBe(1);
  expect(await own.db.execute(claimKey(request))).toBe(1);
  await own.db.execute(storeAnswer(request, Buffer.from('final')));
  expect(text.decode(await storedAnswer(own.db, request))).toBe('final');
  expect(await own.db.execute(releaseKey(request))).toBe(0);
});

test('repeatable work: the first answer written down is everybody’s', async () => {
  const request = aRequest();
  let runs = 0;
  const once = (asked = request) => answeredOnce(own.db, asked, text, async () => `answer ${++runs}`);
  const answers = await Promise.all(Array.from({ length: 20 }, () => once()));
  expect(new Set(answers).size).toBe(1);
  const before = runs;
  expect(await once()).toBe(answers[0]);
  await expect(once(aRequest('b', request.key))).rejects.toMatchObject({ code: 'idempotency.mismatch' });
  expect(runs).toBe(before);
  expect(await once(aRequest('a', ''))).toBe(`answer ${before + 1}`);
});

test('old keys are swept, young ones stay', async () => {
  const [old, young] = [aRequest(), aRequest()];
  await idempotent(own.db, old, text, async () => 'old');
  await idempotent(own.db, young, text, async () => 'young');
  await own.db.execute(
    sql`UPDATE idempotency_keys SET created_at = now() - interval '49 hours' WHERE key = ${old.key}`,
  );
  expect(await sweepKeys(own.db)).toBe(1);
  expect(await idempotent(own.db, young, text, async () => 'again')).toBe('young');
  expect(await idempotent(own.db, old, text, async () => 'again')).toBe('again');
});
