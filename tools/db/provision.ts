// Makes the database, and for each service a login role and a schema that no other service can read.
// Run again, it changes nothing but the passwords.
import pg from 'pg';
import { addressOf, DATABASE, type Owner, owners } from './databases.ts';

export interface Provisioning {
  adminUrl: string;
  database?: string;
  /** By role. */
  passwords: Record<string, string>;
}

/** Any number, the same in every run: two runs at once wait for each other. */
const LOCK = 7_270_840;

export async function provision({ adminUrl, database = DATABASE, passwords }: Provisioning): Promise<void> {
  await withClient(adminUrl, async (admin) => {
    await admin.query('SELECT pg_advisory_lock($1)', [LOCK]);
    for (const owner of owners) await ensureRole(admin, owner, passwords[owner.role]);
    await ensureDatabase(admin, database);
    await withClient(addressOf(adminUrl, database), async (client) => {
      await client.query('REVOKE ALL ON SCHEMA public FROM PUBLIC');
      for (const owner of owners) await ensureSchema(client, owner);
    });
  });
}

/** Everything of a stack that can be had again: the database goes, the roles stay. */
export async function dropDatabase(adminUrl: string, database = DATABASE): Promise<void> {
  await withClient(adminUrl, (admin) =>
    admin.query(`DROP DATABASE IF EXISTS ${pg.escapeIdentifier(database)} WITH (FORCE)`),
  );
}

async function ensureRole(admin: pg.Client, { role }: Owner, password: string | undefined): Promise<void> {
  if (!password) throw new Error(`no password for the role ${role}`);
  const name = pg.escapeIdentifier(role);
  const { rowCount } = await admin.query('SELECT FROM pg_roles WHERE rolname = $1', [role]);
  if (rowCount === 0) await admin.query(`CREATE ROLE ${name}`);
  await admin.query(`ALTER ROLE ${name} LOGIN PASSWORD ${pg.escapeLiteral(password)}`);
  await admin.query(`ALTER ROLE ${name} SET search_path = ${name}`);
}

async function ensureDatabase(admin: pg.Client, database: string): Promise<void> {
  const name = pg.escapeIdentifier(database);
  const { rowCount } = await admin.query('SELECT FROM pg_database WHERE datname = $1', [database]);
  if (rowCount === 0) await admin.query(`CREATE DATABASE ${name}`);
  await admin.query(`REVOKE ALL ON DATABASE ${name} FROM PUBLIC`);
  for (const { role } of owners) {
    await admin.query(`GRANT CONNECT, TEMPORARY ON DATABASE ${name} TO ${pg.escapeIdentifier(role)}`);
  }
}

async function ensureSchema(client: pg.Client, { role, extensions }: Owner): Promise<void> {
  const name = pg.escapeIdentifier(role);
  // An administrator who is no superuser may hand a schema only to a role it is a member of.
  await client.query(`GRANT ${name} TO CURRENT_USER`);
  await client.query(`CREATE SCHEMA IF NOT EXISTS ${name} AUTHORIZATION ${name}`);
  await client.query(`REVOKE ALL ON SCHEMA ${name} FROM PUBLIC`);
  for (const extension of extensions) {
    await client.query(`CREATE EXTENSION IF NOT EXISTS ${pg.escapeIdentifier(extension)} SCHEMA ${name}`);
  }
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, application_name: 'provision' });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
