import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from 'pg';
import { staffHeaders } from '../shop.ts';
import type { Side } from '../sides/side.ts';
import { HEAVY_CUSTOMER } from './series.ts';
import { customerEmail, PASSWORD } from './template-orders.ts';

type Headers = Record<string, string>;
interface Run {
  readonly id: string;
  readonly state: string;
  readonly found: number;
  readonly orders: number;
}

/** What the services would refuse or report. @throws Error naming what is wrong with the filled shop */
export async function check(side: Side, db: Client): Promise<void> {
  await checkReferences(db);
  await checkStock(db);
  // Signed in again: filling may take longer than an access token lives.
  const staff = await staffHeaders(side.http, side.stack);
  await checkReconciliation(side, staff);
  await checkPages(side, staff);
}

/** Foreign keys were not checked while rows were copied. */
async function checkReferences(db: Client): Promise<void> {
  const { rows } = await db.query<{
    name: string;
    child: string;
    parent: string;
    same: string;
    given: string;
  }>(
    `SELECT k.conname AS name, k.conrelid::regclass::text AS child, k.confrelid::regclass::text AS parent,
       string_agg(format('p.%I = c.%I', b.attname, a.attname), ' AND ') AS same,
       string_agg(format('c.%I IS NOT NULL', a.attname), ' AND ') AS given
     FROM pg_constraint k, unnest(k.conkey, k.confkey) AS pair (child, parent)
       JOIN pg_attribute a ON a.attnum = child JOIN pg_attribute b ON b.attnum = parent
     WHERE k.contype = 'f' AND a.attrelid = k.conrelid AND b.attrelid = k.confrelid GROUP BY 1, 2, 3`,
  );
  for (const { name, child, parent, same, given } of rows) {
    const orphans = await db.query(
      `SELECT FROM ${child} c WHERE ${given} AND NOT EXISTS (SELECT FROM ${parent} p WHERE ${same}) LIMIT 1`,
    );
    if (orphans.rowCount) throw new Error(`${child}: a row refers to none of ${parent} (${name})`);
  }
}

async function checkStock(db: Client): Promise<void> {
  const { rowCount } = await db.query(
    `SELECT FROM product.stock s LEFT JOIN (
       SELECT variant_id, location_id, sum(quantity) AS moved FROM product.stock_movements GROUP BY 1, 2
     ) m USING (variant_id, location_id) WHERE s.on_hand <> coalesce(m.moved, 0) LIMIT 1`,
  );
  if (rowCount) throw new Error('a stock level is not the sum of its movements');
}

async function checkReconciliation({ http }: Side, staff: Headers): Promise<void> {
  const path = '/api/v1/admin/reconciliation';
  const { id } = JSON.parse(await http.ask('POST', `${path}/runs`, 202, {}, staff)) as Run;
  for (;;) {
    const report = JSON.parse(await http.ask('GET', path, 200, undefined, staff)) as { runs: Run[] };
    const run = report.runs.find((one) => one.id === id);
    if (run?.state === 'failed' || (run?.found ?? 0) > 0)
      throw new Error(`reconciliation: ${JSON.stringify(report).slice(0, 2_000)}`);
    if (run?.state === 'done') return;
    await pause(1_000);
  }
}

interface Page {
  readonly items: readonly { readonly id: string }[];
}

/** Orders open for staff, and for the customer who has most of them. */
async function checkPages({ http }: Side, staff: Headers): Promise<void> {
  const secret = { email: customerEmail(HEAVY_CUSTOMER), password: PASSWORD };
  const { accessToken } = JSON.parse(await http.ask('POST', '/api/v1/auth/login', 200, secret)) as {
    accessToken: string;
  };
  const readers = [
    { path: '/api/v1/admin/orders', headers: staff },
    { path: '/api/v1/orders', headers: { authorization: `Bearer ${accessToken}` } },
  ];
  for (const { path, headers } of readers) {
    const { items } = JSON.parse(await http.ask('GET', `${path}?limit=50`, 200, undefined, headers)) as Page;
    if (items.length < 50) throw new Error(`${path} lists ${items.length} orders`);
    for (const { id } of items) await http.ask('GET', `${path}/${id}`, 200, undefined, headers);
  }
}
