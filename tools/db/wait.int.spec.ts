import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { addressOf, owners, passwordsFrom } from './databases.ts';
import { migrateAll } from './migrate.ts';
import { dropDatabase, provision } from './provision.ts';
import { untilMigrated, untilServerAnswers } from './wait.ts';

// All migrations of all services.
jest.setTimeout(30_000);

const adminUrl = process.env['TEST_DATABASE_ADMIN_URL'] ?? '';
const passwords = passwordsFrom(process.env);
const database = `wait_${randomBytes(6).toString('hex')}`;
const nowhere = 'postgres://user:secret@127.0.0.1:1/postgres';

function addressFor(app: string): string {
  const role = owners.find((one) => one.app === app)?.role ?? '';
  return addressOf(adminUrl, database, { role, password: passwords[role] ?? '' });
}

describe('waiting for the migrations', () => {
  const lines: string[] = [];
  const waiting = { limitMs: 20_000, pauseMs: 5, log: (line: string) => void lines.push(line) };
  afterAll(() => dropDatabase(adminUrl, database));

  it('ends when the Job has applied all of them, and logs each reason once', async () => {
    const waits = untilMigrated('order', addressFor('order'), waiting);
    await provision({ adminUrl, database, passwords });
    await migrateAll({ url: adminUrl, database, passwords });
    await waits;
    expect(lines).toEqual([...new Set(lines)]);
    expect(lines[0]).toMatch(/^waiting: database ".*" does not exist$/);
  });

  it('waits for one that is missing, and says which', async () => {
    const unmigrated = { ...waiting, limitMs: 0 };
    await provision({ adminUrl, database: `${database}_empty`, passwords });
    const address = addressFor('cart').replace(database, `${database}_empty`);
    await expect(untilMigrated('cart', address, unmigrated)).rejects.toThrow('relation "_prisma_migrations"');
    await dropDatabase(adminUrl, `${database}_empty`);
  });

  it('gives up after its limit with the last reason', async () => {
    const error = await untilMigrated('order', nowhere, { ...waiting, limitMs: 20 }).catch(String);
    expect(error).toMatch(/no answer within 0.02 s: connect ECONNREFUSED/);
  });

  it('knows only services with a database', () =>
    expect(untilMigrated('gateway', adminUrl, waiting)).rejects.toThrow('there is no service gateway'));
});

describe('waiting for a server', () => {
  const waiting = { limitMs: 20, pauseMs: 5, log: () => {} };
  beforeAll(() => untilServerAnswers(adminUrl, waiting));

  it('does not wait when the password is wrong', async () => {
    const wrong = new URL(adminUrl);
    wrong.password = 'wrong';
    const error = await untilServerAnswers(wrong.href, { ...waiting, limitMs: 60_000 }).catch(String);
    expect(error).toMatch('password authentication failed');
  });

  it('says why it ended', () =>
    expect(untilServerAnswers(nowhere, waiting)).rejects.toThrow(/no answer within .* ECONNREFUSED/));
});
