// Roles, schemas and migrations of all services in one go, for a deployment; safe to run again, also twice at once.
//   DATABASE_URL=<administrator's address> PRODUCT_DB_PASSWORD=… … node tools/db/prepare.ts
import { DATABASE, owners, passwordsFrom } from './databases.ts';
import { migrateAll } from './migrate.ts';
import { provision } from './provision.ts';

async function prepare(): Promise<void> {
  const adminUrl = process.env['DATABASE_URL'];
  if (!adminUrl) throw new Error('DATABASE_URL must hold the address of an administrator');
  const passwords = passwordsFrom(process.env);
  await provision({ adminUrl, passwords });
  console.log(`database ${DATABASE}: roles and schemas ${owners.map(({ role }) => role).join(', ')}`);
  const applied = await migrateAll({ url: adminUrl, passwords });
  console.log(applied.length > 0 ? `applied: ${applied.join(', ')}` : 'nothing to apply');
}

await prepare().catch((error: Error & { code?: string }) => {
  // A server that is away tells so by its code only.
  console.error(error.message || error.code);
  process.exitCode = 1;
});
