// Where Prisma's commands find the database of `npm start`, so that no address has to be typed.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { addressOf, owners } from '../db/databases.ts';

const STACK_FILE = path.resolve(import.meta.dirname, '../../.local/dev/stack.json');
/** `migrate dev` runs all migrations in it to see what they make; nothing is kept. */
const SHADOW = 'tradepost_shadow';

interface RunningStack {
  serverUrl: string;
  databaseUrls: Record<string, string>;
}

/** `DATABASE_URL` and `SHADOW_DATABASE_URL` of a service as its own role; undefined when no stack runs. */
export async function localAddresses(app: string): Promise<Record<string, string> | undefined> {
  const role = owners.find((owner) => owner.app === app)?.role;
  if (!role || !existsSync(STACK_FILE)) return undefined;
  const { serverUrl, databaseUrls } = JSON.parse(readFileSync(STACK_FILE, 'utf8')) as RunningStack;
  const address = new URL(databaseUrls[role] ?? '');
  // A socket that the services prefer; Studio knows only hosts.
  address.search = '';
  await prepareShadow(serverUrl, role);
  const shadow = new URL(address);
  shadow.pathname = `/${SHADOW}`;
  return { DATABASE_URL: address.href, SHADOW_DATABASE_URL: shadow.href };
}

async function prepareShadow(serverUrl: string, role: string): Promise<void> {
  const admin = new pg.Client(addressOf(serverUrl, 'postgres'));
  await admin.connect();
  try {
    const { rowCount } = await admin.query('SELECT FROM pg_database WHERE datname = $1', [SHADOW]);
    if (rowCount === 0) await admin.query(`CREATE DATABASE ${SHADOW}`);
    await admin.query(`GRANT CREATE ON DATABASE ${SHADOW} TO ${pg.escapeIdentifier(role)}`);
  } finally {
    await admin.end();
  }
}
