// For a deployment; both are safe to run again, also twice at once.
// Roles, schemas and migrations of all services in one go:
//   DATABASE_URL=<administrator's address> PRODUCT_DB_PASSWORD=… … node tools/db/prepare.ts
// Wait until that was done for a service, before its pods start:
//   DATABASE_URL=<the service's address> node tools/db/prepare.ts wait product
import { DATABASE, owners, passwordsFrom } from './databases.ts';
import { migrateAll } from './migrate.ts';
import { provision } from './provision.ts';
import { untilMigrated, untilServerAnswers } from './wait.ts';

async function prepare(adminUrl: string): Promise<void> {
  const passwords = passwordsFrom(process.env);
  await untilServerAnswers(adminUrl, { limitMs: 300_000 });
  await provision({ adminUrl, passwords });
  console.log(`database ${DATABASE}: roles and schemas ${owners.map(({ role }) => role).join(', ')}`);
  const applied = await migrateAll({ url: adminUrl, passwords });
  console.log(applied.length > 0 ? `applied: ${applied.join(', ')}` : 'nothing to apply');
}

async function main([command, app = '']: string[]): Promise<void> {
  const url = process.env['DATABASE_URL'];
  if (!url)
    throw new Error(`DATABASE_URL must hold the address of ${command ? 'the service' : 'an administrator'}`);
  if (command === undefined) return prepare(url);
  if (command !== 'wait') throw new Error(`${command} is not a command: wait <service>, or nothing`);
  await untilMigrated(app, url, { limitMs: 600_000 });
  console.log(`${app}: the schema has every migration`);
}

await main(process.argv.slice(2)).catch((error: Error & { code?: string }) => {
  // A server that is away tells so by its code only.
  console.error(error.message || error.code);
  process.exitCode = 1;
});
