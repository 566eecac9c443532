import 'reflect-metadata';
import { IdempotentWrites } from '@tradepost/messaging';
import { Metrics } from '@tradepost/observability';
import { v7 } from 'uuid';
import { ImportProducts } from './flows/import-products.ts';
import { seedCatalogue } from './flows/seed-catalogue.ts';
import { PostgresImportStore } from './io/import.store.ts';
import { ProductDatabase } from './io/product-database.ts';
import { AllowListHtml } from './io/safe-html.ts';
import { SearchIndex } from './io/search-index.ts';
import { readSeedFolder } from './io/seed-folder.ts';
import { PostgresSeedStore } from './io/seed.store.ts';
import { productConfig } from './product.config.ts';

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  process.stderr.write('Usage: node seed.mjs <folder with catalogue.json and pictures>\n');
  process.exit(2);
}
const config = productConfig.parse(process.env);
const db = new ProductDatabase({ url: config.DATABASE_URL, max: 5, applicationName: 'product-seed' });
// The events are published by the service, once it runs.
const relay = { notify: () => {} };
const imports = new ImportProducts(
  new PostgresImportStore(db, new SearchIndex(), new IdempotentWrites(db, db), relay),
  { next: () => v7() },
  new AllowListHtml(),
  new Metrics('product-seed'),
);
const seeded = await seedCatalogue(await readSeedFolder(folder), new PostgresSeedStore(db), imports);
await db.close();
process.stdout.write(`${JSON.stringify({ msg: 'seeded', ...seeded })}\n`);
