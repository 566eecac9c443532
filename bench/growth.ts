// `npm run bench:growth`: a shop with 100 000 variants and a year of 1 000 000 orders beside one with 1 000 products and no
// order, both of this build, loaded alternately (bench/README.md).
import { parseArgs } from 'node:util';
import { Client } from 'pg';
import { compare } from './compare.ts';
import { background } from './growth/background.ts';
import { check } from './growth/check.ts';
import { fill } from './growth/fill.ts';
import { tableSizes } from './growth/sizes.ts';
import { makeTemplateCarts, makeTemplateOrders } from './growth/template-orders.ts';
import { hasCatalogue, isFilled, sellableVariants, startNumbers } from './growth/templates-in-database.ts';
import { importLargeCatalogue } from './large-catalogue.ts';
import { Results } from './measures/results.ts';
import { summary } from './measures/table.ts';
import { readOptions } from './options.ts';
import { nameOf } from './sides/checkout.ts';
import { root } from './sides/shop-process.ts';
import type { Side } from './sides/side.ts';
import { withSides } from './sides/with-sides.ts';

const OWN = {
  orders: { type: 'string', default: '1000000' },
  catalogue: { type: 'string', default: '25000' },
  templates: { type: 'string', default: '400' },
  'only-fill': { type: 'boolean', default: false },
} as const;
const args = process.argv.slice(2);
const options = readOptions(args, OWN);
// Those of readOptions were checked by it.
const { values: own } = parseArgs({ args, options: OWN, strict: false });
const [orders, catalogue, templates] = [Number(own.orders), Number(own.catalogue), Number(own.templates)];
const env = { POSTGRES_STATEMENTS: 'on' };
const small = { name: '1 000 products', folder: root, stack: 'bench-small', env };
const grown = { name: 'grown', folder: root, stack: 'bench-grown', env };

await withSides(
  own['only-fill'] ? [grown] : [small, grown],
  { ...options, isKept: options.keep },
  async (sides) => {
    const side = sides.at(-1);
    if (!side) return;
    const db = new Client(side.stack.databaseAdminUrl);
    await db.connect();
    if (await grow(side, db)) await check(side, db);
    console.log(`${await tableSizes(db)}\n`);
    await db.end();
    if (!own['only-fill']) await load(sides);
  },
);

/** @returns false: it was filled before */
async function grow(side: Side, db: Client): Promise<boolean> {
  if (await isFilled(db, orders)) return false;
  if (!(await hasCatalogue(db, catalogue))) {
    const perSecond = await importLargeCatalogue(side.http, side.staff, catalogue);
    console.log(`${catalogue} products imported at ${perSecond.toFixed(0)}/s`);
  }
  const began = performance.now();
  await startNumbers(db);
  const shop = { http: side.http, staff: side.staff, variants: await sellableVariants(db) };
  await makeTemplateOrders(shop, templates);
  await makeTemplateCarts(shop);
  await side.untilQuiet();
  await fill(side.stack, { orders, customers: Math.ceil(orders / 20), carts: Math.ceil(orders / 6) });
  await db.query('VACUUM (ANALYZE)');
  console.log(`${orders} orders in ${((performance.now() - began) / 1_000).toFixed(0)} s\n`);
  return true;
}

async function load(sides: readonly Side[]): Promise<void> {
  const results = new Results(
    sides.map(({ name }) => `${name} of ${nameOf(root)}`),
    options.json,
  );
  if (options.only.length === 0 || options.only.includes('idle'))
    console.log(`${await background(sides, options.idle)}\n`);
  await compare(sides, options, results);
  for (const side of sides) results.keep(`memory peak of ${side.name}, MB`, side.memoryPeakMb());
  console.log(`\n${summary(results.scenarios, results.sides)}\n`);
  for (const [name, value] of Object.entries(results.others))
    console.log(`${name}: ${JSON.stringify(value)}`);
}
