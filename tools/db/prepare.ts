// For a deployment; both are safe to run again, also twice at once.
// Roles, schemas and migrations of all services in one go:
//   DATABASE_URL=<administrator's address> PRODUCT_DB_PASSWORD=… … node tools/db/prepare.ts
// Wait until that was done for a service, before its pods start:
//   DATABASE_URL=<the service's address> node tools/db/prepare.ts wait product
// A fault ends it with code 1 after one line that says which and why.
import { ConfigError, defineConfig, oneOf, secret, url } from '@tradepost/config';
import { startFaultOf } from '@tradepost/database';
import { DATABASE, owners, passwordVariable } from './databases.ts';
import { migrateAll } from './migrate.ts';
import { provision } from './provision.ts';
import { untilMigrated, untilServerAnswers } from './wait.ts';

const shared = {
  NODE_ENV: oneOf(['development', 'test', 'production'], {
    default: 'development',
    doc: 'production refuses published passwords',
  }),
  DATABASE_URL: url({
    schemes: ['postgres', 'postgresql'],
    hasPassword: true,
    doc: 'address of an administrator; of the service for `wait`',
  }),
};
const passwordSettings = Object.fromEntries(
  owners.map((owner) => [passwordVariable(owner), secret({ doc: `password of the role ${owner.role}` })]),
);

async function prepare(): Promise<void> {
  const { DATABASE_URL: adminUrl, ...others } = defineConfig({ ...shared, ...passwordSettings }).parse(
    process.env,
  );
  const given = others as Record<string, string>;
  const passwords = Object.fromEntries(owners.map((one) => [one.role, given[passwordVariable(one)] ?? '']));
  await untilServerAnswers(adminUrl, { limitMs: 300_000 });
  await provision({ adminUrl, passwords });
  console.log(`database ${DATABASE}: roles and schemas ${owners.map(({ role }) => role).join(', ')}`);
  const applied = await migrateAll({ url: adminUrl, passwords });
  console.log(applied.length > 0 ? `applied: ${applied.join(', ')}` : 'nothing to apply');
}

async function main([command, app = '']: string[]): Promise<void> {
  if (command === undefined) return prepare();
  if (command !== 'wait') throw new Error(`${command} is not a command: wait <service>, or nothing`);
  await untilMigrated(app, defineConfig(shared).parse(process.env).DATABASE_URL, { limitMs: 600_000 });
  console.log(`${app}: the schema has every migration`);
}

/** On one line, whatever Postgres wrote; never with a value of the environment. */
function lineOf(error: unknown): string {
  if (error instanceof ConfigError) return error.faults.join('; ');
  const fault = startFaultOf(error);
  if (fault) return `DATABASE_URL: ${fault}`;
  // A server that is away tells so by its code only.
  const { message, code } = error as Error & { code?: string };
  return (message || String(code)).trim().replaceAll(/\s+/g, ' ');
}

await main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(`cannot prepare the database: ${lineOf(error)}`);
  process.exitCode = 1;
});
