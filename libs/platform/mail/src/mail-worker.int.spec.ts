import { Database, sql, type Sql } from '@tradepost/database';
import { Sweeper } from '@tradepost/messaging';
import { Metrics } from '@tradepost/observability';
import { type TestDatabase, testDatabase } from '@tradepost/testing';
import { v7 } from 'uuid';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { waitFor } from '@tradepost/testing/waiting';
import type { ComposeMail, MailComposer } from './composing.ts';
import { mailSweep } from './mail-sweep.ts';
import { MailWorker, type MailWorkerOptions } from './mail-worker.ts';
import { MemoryTransport } from './memory-transport.ts';
import { type QueuedMail, queueMails } from './queued-mail.ts';
import type { Mail } from './transport.ts';

let database: TestDatabase;
let workers: MailWorker[] = [];

beforeAll(async () => {
  database = await testDatabase(new URL('../sql/mails.sql', import.meta.url), { max: 20 });
});
afterAll(() => database.close());
beforeEach(() => database.db.execute(sql`DELETE FROM mails`));
afterEach(async () => {
  await Promise.all(workers.map((worker) => worker.stop()));
  workers = [];
});

const composedBy =
  (compose: ComposeMail): MailComposer =>
  async () =>
    compose;

const log = { info: jest.fn(), warn: jest.fn(), error: jest.fn() };
const HOUR_MS = 3_600_000;

/** Throws instead of marking mails as sent while `isAway` says so. */
class ForgetfulDatabase extends Database {
  isAway: () => boolean = () => true;

  override async execute(statement: Sql): Promise<number> {
    if (statement.text.includes("state = 'sent'") && this.isAway()) throw new Error('Postgres restarts');
    return super.execute(statement);
  }
}

function aWorker(
  transport: MemoryTransport | undefined,
  options: Partial<MailWorkerOptions> = {},
): MailWorker {
  const worker = new MailWorker({
    ...{
      db: database.db,
      log,
      transport,
      from: { name: 'Shop', address: 'hello@shop.example' },
      maxAttempts: 3,
    },
    ...{ pollMs: 20, retryMs: 10, leaseMs: 60_000 },
    composer: composedBy(async ({ kind, facts }) => ({
      subject: kind,
      html: `<p>${facts['n']}</p>`,
      text: `${facts['n']}`,
    })),
    ...options,
  });
  workers.push(worker);
  worker.start();
  return worker;
}

const aMail = (changes: Partial<QueuedMail> = {}): QueuedMail => ({
  ...{ id: v7(), kind: 'greeting', to: `${v7()}@example.com`, locale: 'en', facts: { n: '1' } },
  expiresAt: new Date(Date.now() + HOUR_MS),
  ...changes,
});
const owe = (...mails: QueuedMail[]) => queueMails(database.db, mails);
const states = async () =>
  (
    await database.db.query<{ state: string; attempts: number; failure: string | null }>(
      sql`SELECT state, attempts, failure FROM mails ORDER BY id`,
    )
  ).map(({ state, attempts, failure }) => `${state} ${attempts} ${failure ?? '-'}`);
const until = (check: () => unknown) => waitFor(check, { timeout: 5_000, interval: 10 });

describe('a mail', () => {
  it('is queued with its change or not at all', async () => {
    const undone = database.db.tx(async (tx) => {
      await queueMails(tx, [aMail()]);
      throw new Error('no');
    });
    await expect(undone).rejects.toThrow('no');
    expect(await states()).toEqual([]);
  });

  it('is sent once by several workers, with a Message-ID derived from its id', async () => {
    const transport = new MemoryTransport();
    const mails = Array.from({ length: 100 }, (_, n) => aMail({ facts: { n: String(n) } }));
    await owe(...mails);
    for (let n = 0; n < 8; n++) aWorker(transport);
    await until(async () => expect(new Set(await states())).toEqual(new Set(['sent 1 -'])));
    const ids = transport.sent.map(({ messageId }) => messageId).sort();
    expect(ids).toEqual(mails.map(({ id }) => `${id}@shop.example`).sort());
  });

  it('shares its statements with others', async () => {
    const statements: string[] = [];
    const db = new Database({ url: database.url, onStatement: (text) => void statements.push(text) });
    await owe(...Array.from({ length: 96 }, () => aMail()));
    const worker = aWorker(new MemoryTransport(), { db, pollMs: 60_000 });
    await until(async () => expect(new Set(await states())).toEqual(new Set(['sent 1 -'])));
    await worker.stop();
    await db.close();
    // Four batches of which the last is empty, and the marks of those that are sent at once.
    expect(
      statements.filter((text) => text.includes('SKIP LOCKED') && text.includes('attempts + 1')),
    ).toHaveLength(4);
    expect(statements.filter((text) => text.includes("'sent'")).length).toBeLessThanOrEqual(96 / 8 + 3);
  });

  it('that its worker can not get to in time is given back untried', async () => {
    const transport = new MemoryTransport();
    const [first, second] = [aMail(), aMail()];
    await owe(first);
    await owe(second);
    let release = (): void => {};
    const held = new Promise<void>((done) => (release = done));
    const worker = aWorker(transport, {
      parallel: 1,
      composer: composedBy(async () => {
        await held;
        return { subject: '', html: '', text: '' };
      }),
    });
    await until(async () => expect(await states()).toEqual(['waiting 1 -', 'waiting 1 -']));
    const stopped = worker.stop();
    release();
    await stopped;
    expect((await states()).sort()).toEqual(['sent 1 -', 'waiting 0 -']);
  });

  it('is sent by another worker when its worker died', async () => {
    const transport = new MemoryTransport();
    const mail = aMail();
    await owe(mail);
    // The state after a worker was killed after its claim.
    await database.db.execute(sql`UPDATE mails SET attempts = 1, due_at = now() + interval '300 ms'`);
    aWorker(transport);
    await until(() => expect(transport.sent.map(({ to }) => to)).toEqual([mail.to]));
    await until(async () => expect(await states()).toEqual(['sent 2 -']));
  });

  it('is retried and finally abandoned without delaying other mails', async () => {
    const transport = new MemoryTransport();
    await owe(aMail({ kind: 'broken' }), aMail());
    aWorker(transport, {
      composer: composedBy(async ({ kind }) => {
        if (kind === 'broken') throw new TypeError('a name that must not be logged');
        return { subject: '', html: '', text: '' };
      }),
    });
    await until(async () => expect(await states()).toEqual(['dead 3 TypeError', 'sent 1 -']));
    expect(JSON.stringify([log.warn.mock.calls, log.error.mock.calls])).not.toContain('must not be logged');
  });

  it('is sent when one that was leased with it can not be read', async () => {
    const transport = new MemoryTransport();
    await owe(aMail({ kind: 'broken' }), aMail(), aMail(), aMail());
    const composer: MailComposer = async (mails) => {
      if (mails.some(({ kind }) => kind === 'broken')) throw new TypeError('broken');
      return async () => ({ subject: '', html: '', text: '' });
    };
    aWorker(transport, { composer });
    await until(async () =>
      expect(await states()).toEqual(['dead 3 TypeError', 'sent 1 -', 'sent 1 -', 'sent 1 -']),
    );
    expect(transport.sent).toHaveLength(3);
  });

  it('is given back when its worker stops while it claims and nothing can be read', async () => {
    await owe(aMail());
    const unhandled = jest.fn();
    process.on('unhandledRejection', unhandled);
    let stopped: Promise<void> | undefined;
    const worker = aWorker(new MemoryTransport(), {
      composer: () => {
        stopped = worker.stop();
        return Promise.reject(new TypeError('broken'));
      },
    });
    await until(() => expect(stopped).toBeDefined());
    await stopped;
    await new Promise((done) => setImmediate(done));
    process.off('unhandledRejection', unhandled);
    expect(unhandled).not.toHaveBeenCalled();
    expect(await states()).toEqual(['waiting 0 -']);
  });

  it('that is late is taken back from the transport before it is retried', async () => {
    const signals: (AbortSignal | undefined)[] = [];
    const send = (_: Mail, signal?: AbortSignal) => {
      signals.push(signal);
      return new Promise<void>(() => {});
    };
    await owe(aMail());
    aWorker(Object.assign(new MemoryTransport(), { send }), { sendTimeoutMs: 50, retryMs: HOUR_MS });
    await until(async () => expect(await states()).toEqual(['waiting 1 late']));
    expect(signals.map((signal) => signal?.aborted)).toEqual([true]);
  });

  it('that was sent is marked once the database is back, and neither sent again nor dead', async () => {
    const transport = new MemoryTransport();
    const db = new ForgetfulDatabase({ url: database.url });
    let failures = 2;
    db.isAway = () => failures-- > 0;
    await owe(aMail(), aMail());
    const worker = aWorker(transport, { db, maxAttempts: 1 });
    await until(async () => expect(await states()).toEqual(['sent 1 -', 'sent 1 -']));
    expect(transport.sent).toHaveLength(2);
    await worker.stop();
    await db.close();
  });

  it('that can not be marked within its lease is sent again, however often, and is never dead', async () => {
    const transport = new MemoryTransport();
    const db = new ForgetfulDatabase({ url: database.url });
    await owe(aMail());
    const worker = aWorker(transport, { db, maxAttempts: 1, leaseMs: 400 });
    await until(() => expect(transport.sent).toHaveLength(2));
    expect(await states()).toEqual(['waiting 2 -']);
    db.isAway = () => false;
    await until(async () => expect(await states()).toEqual(['sent 2 -']));
    await worker.stop();
    await db.close();
  });

  it('is retried after a pause that doubles with each attempt', async () => {
    await owe(aMail());
    await database.db.execute(sql`UPDATE mails SET attempts = 2`);
    const composer = () => Promise.reject(new TypeError('broken'));
    aWorker(new MemoryTransport(), { composer, retryMs: 600_000, maxAttempts: 9 });
    await until(async () => expect(await states()).toEqual(['waiting 3 TypeError']));
    const { minutes } = await database.db.one<{ minutes: number }>(
      sql`SELECT round(extract(epoch FROM due_at - now()) / 60)::int AS minutes FROM mails`,
    );
    expect(minutes).toBe(40);
  });

  it('is dead at once when its mailbox does not exist, and the log contains no address', async () => {
    const transport = new MemoryTransport();
    const mail = aMail();
    transport.unknown.add(mail.to ?? '');
    await owe(mail);
    aWorker(transport);
    await until(async () => expect(await states()).toEqual(['dead 1 550']));
    expect(JSON.stringify([log.warn.mock.calls, log.error.mock.calls])).not.toContain(mail.to);
  });

  it('waits for an unavailable server without using up attempts', async () => {
    const transport = new MemoryTransport();
    transport.isAway = true;
    await owe(aMail());
    aWorker(transport);
    await until(async () => expect(await states()).toEqual(['waiting 0 ECONNREFUSED']));
    transport.isAway = false;
    await until(async () => expect(await states()).toEqual(['sent 1 -']));
  });

  it('is not sent when it has expired, has no recipient, or composes to nothing', async () => {
    const transport = new MemoryTransport();
    await owe(
      aMail({ expiresAt: new Date(Date.now() - 1) }),
      aMail({ to: undefined }),
      aMail({ kind: 'old' }),
    );
    aWorker(transport, { composer: composedBy(async () => undefined) });
    await until(async () => expect(await states()).toEqual(['dead 0 too late', 'void 0 -', 'void 1 -']));
    expect(transport.sent).toEqual([]);
  });

  it('is not sent after it has expired, whether marked dead yet or not', async () => {
    const transport = new MemoryTransport();
    await owe(aMail({ expiresAt: new Date(0) }));
    aWorker(transport);
    await until(async () => expect(await states()).toEqual(['dead 0 too late']));
    const [late, next] = [aMail({ expiresAt: new Date(0) }), aMail()];
    await owe(late, next);
    await until(async () => expect(await states()).toEqual(['dead 0 too late', 'waiting 0 -', 'sent 1 -']));
    expect(transport.sent.map(({ to }) => to)).toEqual([next.to]);
  });

  it('that is being sent is not marked as expired', async () => {
    await owe(aMail({ expiresAt: new Date(0) }), aMail({ expiresAt: new Date(0) }));
    // The state while another worker holds the lease.
    await database.db.execute(sql`UPDATE mails SET attempts = 1, due_at = now() + interval '1 hour'
      WHERE id = (SELECT id FROM mails ORDER BY id LIMIT 1)`);
    aWorker(new MemoryTransport());
    await until(async () => expect(await states()).toEqual(['waiting 1 -', 'dead 0 too late']));
  });

  it('is stored without a server, and deleted after the retention period', async () => {
    await owe(aMail(), aMail());
    await database.db.execute(sql`UPDATE mails SET created_at = now() - interval '31 days'
      WHERE id = (SELECT id FROM mails ORDER BY id LIMIT 1)`);
    aWorker(undefined);
    const sweeper = new Sweeper({ db: database.db, log });
    sweeper.add(mailSweep(30));
    await sweeper.turn();
    expect(await states()).toEqual(['waiting 0 -']);
    expect(log.warn).toHaveBeenCalledWith({}, expect.stringContaining('SMTP_URL is not set'));
  });

  it('is counted', async () => {
    const metrics = new Metrics('test');
    await owe(aMail(), aMail({ expiresAt: new Date(0) }));
    aWorker(new MemoryTransport(), { metrics });
    await until(async () => expect(await states()).toEqual(['sent 1 -', 'dead 0 too late']));
    await until(async () => {
      const text = await metrics.export();
      expect(text).toMatch(/mails_total\{outcome="sent",service_name="test"\} 1/);
      expect(text).toMatch(/mails\{state="dead",service_name="test"\} 1/);
    });
  });
});
