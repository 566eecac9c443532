import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addressOf, owners, passwordsFrom } from './databases.ts';
import { dropDatabase, provision } from './provision.ts';

const adminUrl = process.env['TEST_DATABASE_ADMIN_URL'] ?? '';
const database = `provision_${randomBytes(6).toString('hex')}`;
// Roles belong to the whole server, so the passwords must be the ones the rest of the run uses.
const passwords = passwordsFrom(process.env);

beforeAll(async () => {
  await provision({ adminUrl, database, passwords });
  await as('product', (client) => client.query('CREATE TABLE secret AS SELECT 1 AS value'));
});
afterAll(() => dropDatabase(adminUrl, database));

describe('a provisioned database', () => {
  it.each(owners.map(({ role }) => role))('gives %s a schema of its own', async (role) => {
    const { rows } = await as(role, (client) =>
      client.query('SELECT current_schema() AS schema, current_user AS name'),
    );
    expect(rows[0]).toEqual({ schema: role, name: role });
  });

  it.each(owners.map(({ role }) => role).filter((role) => role !== 'product'))(
    'refuses %s the schema of product',
    async (role) => {
      const peek = as(role, (client) => client.query('SELECT * FROM product.secret'));
      await expect(peek).rejects.toThrow('permission denied for schema product');
    },
  );

  it.each(['CREATE SCHEMA mine', 'CREATE TABLE public.mine (id int)', 'CREATE ROLE other'])(
    'refuses a role %s',
    (text) => expect(as('cart', (client) => client.query(text))).rejects.toThrow('permission denied'),
  );

  it('lets product search by similar words', async () => {
    const { rows } = await as('product', (client) =>
      client.query(`SELECT similarity('shirt', 'shrit') > 0 AS found`),
    );
    expect(rows[0]).toEqual({ found: true });
  });

  it('stays as it is when provisioned again, also twice at once', async () => {
    await Promise.all([
      provision({ adminUrl, database, passwords }),
      provision({ adminUrl, database, passwords }),
    ]);
    const { rows } = await as('product', (client) => client.query('SELECT value FROM secret'));
    expect(rows).toEqual([{ value: 1 }]);
  });
});

async function as<T>(role: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const login = { role, password: passwords[role] ?? '' };
  const client = new pg.Client({ connectionString: addressOf(adminUrl, database, login) });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
