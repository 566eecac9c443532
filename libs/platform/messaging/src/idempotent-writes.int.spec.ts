import { randomUUID } from 'node:crypto';
import { sql } from '@tradepost/database';
import { DomainError } from '@tradepost/decision';
import { Logger } from '@tradepost/observability';
import { testDatabase, type TestDatabase } from '@tradepost/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { IdempotentWrites, KeyTaken, type KeyedWrite } from './idempotent-writes.ts';
import { keySweep } from './messaging-sweeps.ts';
import { claimKey, releaseKey, requestKeyOf, responseOf, storeResponse } from './request-key.ts';
import { Sweeper } from './sweeper.ts';

interface Request {
  readonly text: string;
  readonly proof: string;
  readonly idempotencyKey: string;
}

let own: TestDatabase;
let writes: IdempotentWrites;
beforeAll(async () => {
  own = await testDatabase(new URL('../sql/messaging.sql', import.meta.url), { max: 20 });
  await own.db.execute(sql`CREATE TABLE work_done (id text)`);
  writes = new IdempotentWrites(own.db, own.db);
});
afterAll(() => own.close());

const json = <T>() => ({
  encode: (message: T) => ({ finish: () => Buffer.from(JSON.stringify(message)) }),
  decode: (bytes: Uint8Array) => JSON.parse(Buffer.from(bytes).toString()) as T,
});

const aWrite = (more: Partial<Request> = {}, owner = 'ada'): KeyedWrite<Request, string> => ({
  ...{ operation: 'spec', owner, requestType: json<Request>(), responseType: json<string>() },
  request: { text: 'a', proof: '', idempotencyKey: randomUUID(), ...more },
});
const sameKey = ({ request }: KeyedWrite<Request, string>, more: Partial<Request>) =>
  aWrite({ ...request, ...more });
const done = (id: string) => own.db.query(sql`SELECT id FROM work_done WHERE id = ${id}`);

describe('a write that is one transaction', () => {
  test('is done once for fifty callers with one key, and all get its response', async () => {
    const write = aWrite();
    const { idempotencyKey: id } = write.request;
    let runs = 0;
    const responses = await Promise.all(
      Array.from({ length: 50 }, () =>
        writes.transaction(write, async (tx) => {
          await tx.execute(sql`INSERT INTO work_done VALUES (${id})`);
          return `response ${++runs}`;
        }),
      ),
    );
    expect(new Set(responses)).toEqual(new Set(['response 1']));
    expect(await done(id)).toHaveLength(1);
  });

  test('is refused when the key was used for another request', async () => {
    const write = aWrite();
    await writes.transaction(write, async () => 'done');
    const other = writes.transaction(sameKey(write, { text: 'b' }), async () => 'never');
    await expect(other).rejects.toMatchObject({ kind: 'mismatch', code: 'idempotency.mismatch' });
  });

  test('is the same request when only ignored fields differ', async () => {
    const write = { ...aWrite({ proof: 'header' }), ignored: { proof: '' } };
    await writes.transaction(write, async () => 'first');
    const again = { ...sameKey(write, { proof: 'cookie' }), ignored: { proof: '' } };
    expect(await writes.transaction(again, async () => 'second')).toBe('first');
  });

  test('is another one for another owner or another operation with the same key', async () => {
    const write = aWrite();
    await writes.transaction(write, async () => 'one');
    expect(await writes.transaction({ ...write, owner: 'eve' }, async () => 'two')).toBe('two');
    expect(await writes.transaction({ ...write, operation: 'other' }, async () => 'three')).toBe('three');
  });

  test('leaves no claim and no effect when its work throws', async () => {
    const write = aWrite();
    const { idempotencyKey: id } = write.request;
    const failing = writes.transaction(write, async (tx) => {
      await tx.execute(sql`INSERT INTO work_done VALUES (${id})`);
      throw new DomainError('conflict', 'spec.no', 'no');
    });
    await expect(failing).rejects.toMatchObject({ code: 'spec.no' });
    expect(await done(id)).toEqual([]);
    expect(await writes.transaction(write, async () => 'now')).toBe('now');
  });

  test('is done by a caller who waited for a first one that failed', async () => {
    const write = aWrite();
    let letFail = (): void => {};
    const mayFail = new Promise<void>((resolve) => (letFail = resolve));
    let first: Promise<string> | undefined;
    await new Promise<void>((hasBegun) => {
      first = writes.transaction(write, async () => {
        hasBegun();
        await mayFail;
        throw new Error('first fails');
      });
    });
    const second = writes.transaction(write, async () => 'second');
    letFail();
    await expect(first).rejects.toThrow('first fails');
    expect(await second).toBe('second');
  });

  test('is done for every caller without a key', async () => {
    const write = aWrite({ idempotencyKey: '' });
    expect(await writes.transaction(write, async () => 'one')).toBe('one');
    expect(await writes.transaction(write, async () => 'two')).toBe('two');
  });

  test('runs in the transaction that its service begins', async () => {
    const begun: string[] = [];
    const counted = new IdempotentWrites(own.db, {
      tx: (work) => {
        begun.push('begin');
        return own.db.tx(work);
      },
    });
    expect(await counted.transaction(aWrite(), async () => 'done')).toBe('done');
    expect(begun).toEqual(['begin']);
  });
});

describe('a repeatable write', () => {
  test('returns the first response that was stored, to everybody', async () => {
    const write = aWrite();
    let runs = 0;
    const once = (one = write) => writes.repeatable(one, async () => `response ${++runs}`);
    const responses = await Promise.all(Array.from({ length: 20 }, () => once()));
    expect(new Set(responses).size).toBe(1);
    const before = runs;
    expect(await once()).toBe(responses[0]);
    await expect(once(sameKey(write, { text: 'b' }))).rejects.toMatchObject({ code: 'idempotency.mismatch' });
    expect(runs).toBe(before);
    expect(await once(aWrite({ idempotencyKey: '' }))).toBe(`response ${before + 1}`);
  });

  test('stores only what is final', async () => {
    const write = aWrite();
    const isFinal = (response: string) => response === 'final';
    expect(await writes.repeatable(write, async () => 'pending', isFinal)).toBe('pending');
    expect(await writes.repeatable(write, async () => 'final', isFinal)).toBe('final');
    expect(await writes.repeatable(write, async () => 'later', isFinal)).toBe('final');
  });
});

describe('a deferred write', () => {
  /** Work that ends in a transaction of its own, which writes `id` unless it is undefined. */
  const save = (write: KeyedWrite<Request, string>, response: string, id?: string) =>
    writes.deferred(write, async (reply) => {
      if (!reply) return response;
      const written = await writes.write(reply, async (tx) => {
        if (id === undefined) return undefined;
        await tx.execute(sql`INSERT INTO work_done VALUES (${id})`);
        return response;
      });
      return written ?? 'nothing written';
    });

  test('takes effect once for fifty callers with one key, and all get its response', async () => {
    const write = aWrite();
    const id = randomUUID();
    const responses = await Promise.all(
      Array.from({ length: 50 }, (_, n) => save(write, `response ${n}`, id)),
    );
    expect(new Set(responses).size).toBe(1);
    expect(await done(id)).toHaveLength(1);
  });

  test('leaves the key free when nothing was written', async () => {
    const write = aWrite();
    expect(await save(write, 'unchanged')).toBe('nothing written');
    expect(await save(write, 'changed', randomUUID())).toBe('changed');
  });

  test('returns the stored response when a repeat is refused because of the first', async () => {
    const write = aWrite();
    await save(write, 'first', randomUUID());
    const refused = (one: KeyedWrite<Request, string>) =>
      writes.deferred(one, () =>
        Promise.reject(new DomainError('conflict', 'spec.moved', 'It has moved on.')),
      );
    expect(await refused(write)).toBe('first');
    await expect(refused(sameKey(write, { text: 'b' }))).rejects.toMatchObject({
      code: 'idempotency.mismatch',
    });
    await expect(refused(aWrite())).rejects.toMatchObject({ code: 'spec.moved' });
  });

  test('tells the work that another request was faster', async () => {
    const write = aWrite();
    await save(write, 'first', randomUUID());
    const key = requestKeyOf(write);
    const effect = writes.write({ key, encode: () => Buffer.from('') }, async () => 'second');
    await expect(effect).rejects.toBeInstanceOf(KeyTaken);
  });
});

test('a key that is claimed by statements of one’s own: in flight, then answered; or released', async () => {
  const key = requestKeyOf(aWrite());
  expect(await own.db.execute(claimKey(key))).toBe(1);
  expect(await own.db.execute(claimKey(key))).toBe(0);
  await expect(responseOf(own.db, key)).rejects.toMatchObject({ code: 'idempotency.in_flight' });
  expect(await own.db.execute(releaseKey(key))).toBe(1);
  expect(await own.db.execute(claimKey(key))).toBe(1);
  await own.db.execute(storeResponse(key, Buffer.from('final')));
  expect(Buffer.from(await responseOf(own.db, key)).toString()).toBe('final');
  expect(await own.db.execute(releaseKey(key))).toBe(0);
});

test('old keys are swept; young ones stay, and those whose request is still being processed', async () => {
  const [old, young, open] = [aWrite(), aWrite(), requestKeyOf(aWrite())];
  await writes.transaction(old, async () => 'old');
  await writes.transaction(young, async () => 'young');
  await own.db.execute(claimKey(open));
  await own.db.execute(
    sql`UPDATE idempotency_keys SET created_at = now() - interval '49 hours'
      WHERE key = ANY(${[old.request.idempotencyKey, open.key]})`,
  );
  const sweeper = new Sweeper({ db: own.db, log: new Logger({ service: 'spec', level: 'silent' }) });
  sweeper.add(keySweep);
  await sweeper.turn();
  expect(await writes.transaction(young, async () => 'again')).toBe('young');
  expect(await writes.transaction(old, async () => 'again')).toBe('again');
  await expect(responseOf(own.db, open)).rejects.toMatchObject({ code: 'idempotency.in_flight' });
  expect(await own.db.execute(claimKey(open))).toBe(0);
});
