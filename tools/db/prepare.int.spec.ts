import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { owners, passwordVariable } from './databases.ts';

const adminUrl = process.env['TEST_DATABASE_ADMIN_URL'] ?? '';
const passwords = Object.fromEntries(owners.map((owner) => [passwordVariable(owner), 'a-password']));

/** The program itself, as a deployment runs it. Each of these ends before it changes anything. */
function prepare(env: Record<string, string>): { status: number | null; stdout: string; line: string } {
  const file = path.join(import.meta.dirname, 'prepare.ts');
  const given = { PATH: process.env['PATH'], ...env };
  const { status, stdout, stderr } = spawnSync(process.execPath, [file], { env: given, encoding: 'utf8' });
  return { status, stdout, line: stderr };
}

const spoilt = (change: (url: URL) => void): string => {
  const url = new URL(adminUrl);
  change(url);
  return url.href;
};

describe('preparing a database', () => {
  it('names every variable that is missing, together, in one line', () => {
    const { status, line } = prepare({ ORDER_DB_PASSWORD: 'a-password' });
    expect(status).toBe(1);
    expect(line).toMatch(
      /^cannot prepare the database: DATABASE_URL must be set .*; PRODUCT_DB_PASSWORD must be set .*CART_DB_PASSWORD.*\n$/,
    );
    expect(line).not.toContain('ORDER_DB_PASSWORD');
  });

  it.each<[string, string, RegExp]>([
    [
      'a wrong password',
      spoilt((url) => (url.password = 'hunter2')),
      /DATABASE_URL: the database refuses the pass/,
    ],
    [
      'an @ in a password',
      'postgres://postgres:hunter2@@127.0.0.1:1/postgres',
      /DATABASE_URL must have .* @ as %40/,
    ],
  ])('says in one line that it has %s, without the value, and ends with code 1', (_, DATABASE_URL, says) => {
    const { status, stdout, line } = prepare({ DATABASE_URL, ...passwords });
    expect(status).toBe(1);
    expect(line).toMatch(says);
    expect(line.trim()).not.toContain('\n');
    expect(stdout + line).not.toContain('hunter2');
  });

  it('refuses published passwords in production', () => {
    const env = { ...passwords, USER_DB_PASSWORD: 'only-for-development', NODE_ENV: 'production' };
    const { status, line } = prepare({ DATABASE_URL: adminUrl, ...env });
    expect(status).toBe(1);
    expect(line).toMatch(
      /^cannot prepare the database: USER_DB_PASSWORD must not have a value that is published/,
    );
  });
});
