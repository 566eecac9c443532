// Brings the schemas up to date, each as its own service's role.
import { existsSync } from 'node:fs';
import { migrate } from '@tradepost/database';
import { addressOf, DATABASE, migrationsOf, owners } from './databases.ts';

export interface Migration {
  /** Any address of the server; its login is not used. */
  url: string;
  database?: string;
  /** By role. */
  passwords: Record<string, string>;
}

/** Answers the names it applied as `app/name`. */
export async function migrateAll({ url, database = DATABASE, passwords }: Migration): Promise<string[]> {
  const wanted = owners.filter((owner) => existsSync(migrationsOf(owner)));
  const applied = wanted.map(async (owner) => {
    const login = { role: owner.role, password: passwords[owner.role] ?? '' };
    const names = await migrate(addressOf(url, database, login), migrationsOf(owner));
    return names.map((name) => `${owner.app}/${name}`);
  });
  return (await Promise.all(applied)).flat();
}
