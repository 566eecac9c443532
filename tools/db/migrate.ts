// Brings the schemas up to date, each as its own service's role.
//   DATABASE_URL=<any address of the server> PRODUCT_DB_PASSWORD=… … node tools/db/migrate.ts [<app> …]
import { existsSync } from 'node:fs';
import { migrate } from '@tradepost/database';
import { addressOf, DATABASE, migrationsOf, owners, passwordsFrom } from './databases.ts';

export interface Migration {
  url: string;
  database?: string;
  /** By role. */
  passwords: Record<string, string>;
  /** All when absent. */
  apps?: string[];
}

/** Answers the names it applied as `app/name`. */
export async function migrateAll({
  url,
  database = DATABASE,
  passwords,
  apps,
}: Migration): Promise<string[]> {
  const wanted = owners.filter((owner) =>
    apps ? apps.includes(owner.app) : existsSync(migrationsOf(owner)),
  );
  const applied = wanted.map(async (owner) => {
    const login = { role: owner.role, password: passwords[owner.role] ?? '' };
    const names = await migrate(addressOf(url, database, login), migrationsOf(owner));
    return names.map((name) => `${owner.app}/${name}`);
  });
  return (await Promise.all(applied)).flat();
}

if (process.argv[1] === import.meta.filename) {
  const url = process.env['DATABASE_URL'];
  if (!url) throw new Error('DATABASE_URL must hold an address of the server');
  const apps = process.argv.slice(2);
  const wanted = apps.length > 0 ? owners.filter((owner) => apps.includes(owner.app)) : owners;
  const passwords = passwordsFrom(process.env, wanted);
  const applied = await migrateAll({ url, passwords, ...(apps.length > 0 ? { apps } : {}) });
  console.log(applied.length > 0 ? `applied: ${applied.join(', ')}` : 'nothing to apply');
}
