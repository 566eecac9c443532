import pg from 'pg';

/** What the CLI passes as `--datasource`. */
export interface Addresses {
  url?: string;
  shadowDatabaseUrl?: string;
}

/** `cli can-connect-to-database`, `cli create-database`; answers the exit code. */
export async function connectionCommand(command: string, { url }: Addresses): Promise<number> {
  if (!url) throw new Error('set DATABASE_URL to the address of the database');
  const address = new URL(url);
  address.searchParams.delete('schema');
  const database = decodeURIComponent(address.pathname.slice(1));
  if (command === 'create-database') address.pathname = '/postgres';
  const client = new pg.Client(address.href);
  try {
    await client.connect();
    if (command === 'create-database') await client.query(`CREATE DATABASE ${pg.escapeIdentifier(database)}`);
    return 0;
  } catch (error) {
    report(error as Error & { code?: string }, address.host);
    return 1;
  } finally {
    await client.end().catch(() => {});
  }
}

const CODES: Record<string, string> = { '3D000': 'P1003', '28P01': 'P1000', '28000': 'P1010' };

/** As the native engine logs it; the CLI prints the text that belongs to the code. */
function report({ code = '', message }: Error & { code?: string }, host: string): void {
  const error_code = CODES[code] ?? 'P1001';
  const text = error_code === 'P1001' ? `Can't reach database server at \`${host}\` (${message})` : message;
  const line = { level: 'ERROR', target: 'schema_engine::logger', fields: { message: text, error_code } };
  process.stderr.write(`${JSON.stringify(line)}\n`);
}
