import { Client } from 'pg';
import type { StackFile } from '../shop.ts';
import { balance } from './balance.ts';
import { copyIn } from './copy-in.ts';
import { cartsOf, customersOf, ordersOf, readKept, type Series } from './series.ts';
import { stamped } from './stamp.ts';
import { FILLED, FILLED_OF_CARTS, FILLED_OF_CUSTOMERS } from './tables.ts';
import { takeNumbers, templateCarts, templateCustomers, templateOrders } from './templates-in-database.ts';
import { readTemplates, type TemplateRows } from './template-rows.ts';

export interface Sizes {
  readonly orders: number;
  readonly customers: number;
  readonly carts: number;
}

/** Multiplies the purchases, customers and carts that were made through the API. */
export async function fill(stack: StackFile, sizes: Sizes): Promise<void> {
  const [first, second] = [await writer(stack), await writer(stack)];
  try {
    const kept = await readKept(first);
    const endS = Math.floor(Date.now() / 1_000) - 3_600;
    const customers = customersOf(await templateCustomers(first), sizes.customers, kept, endS);
    const orders = ordersOf(await templateOrders(first), sizes.orders, kept, {
      ...{ customers, endS, firstNumber: await takeNumbers(first, sizes.orders) },
    });
    const carts = cartsOf(await templateCarts(first), sizes.carts, kept, endS);
    const wanted = [
      ...FILLED.map((table) => ({ table, series: orders })),
      ...FILLED_OF_CUSTOMERS.map((table) => ({ table, series: customers.series })),
      ...FILLED_OF_CARTS.map((table) => ({ table, series: carts })),
    ];
    const read: { rows: TemplateRows; series: Series }[] = [];
    for (const { table, series } of wanted)
      read.push({ rows: await readTemplates(first, table, series.ids, series.optionsOf), series });
    await Promise.all(
      [first, second].map(async (db) => {
        for (let next = read.shift(); next; next = read.shift()) await fillTable(db, next.rows, next.series);
      }),
    );
    await balance(first);
  } finally {
    await Promise.all([first.end(), second.end()]);
  }
}

/** As a replica: foreign keys and triggers are not run for each row, because all of them are copied together. */
async function writer({ databaseAdminUrl }: StackFile): Promise<Client> {
  const db = new Client(databaseAdminUrl);
  await db.connect();
  await db.query(
    `SET session_replication_role = replica; SET synchronous_commit = off; SET TimeZone = 'UTC'`,
  );
  return db;
}

async function fillTable(
  db: Client,
  { table, columns, ofEach }: TemplateRows,
  series: Series,
): Promise<void> {
  const began = performance.now();
  const rows = await copyIn(db, `${table.name} (${columns.join()})`, linesOf());
  process.stderr.write(
    `${table.name.replaceAll('"', '').padEnd(32)} ${String(rows).padStart(9)} rows in ${((performance.now() - began) / 1_000).toFixed(0)} s\n`,
  );

  function* linesOf(): Generator<string> {
    for (let copy = series.since(table.days); copy < series.count; copy++) {
      const templates = ofEach[series.templateOf(copy)] ?? [];
      const stamp = series.stampOf(copy);
      for (const template of templates) yield stamped(template, stamp);
    }
  }
}
