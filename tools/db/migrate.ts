// Brings the schemas up to date, each as its own service's role.
import { existsSync } from 'node:fs';
import { deploy } from '@tradepost/database/deploy';
import { adopt } from './adopt.ts';
import { addressOf, DATABASE, migrationsOf, owners } from './databases.ts';

export interface Migration {
  /** Any address of the server; its login is not used. */
  url: string;
  database?: string;
  /** By role. */
  passwords: Record<string, string>;
}

/** One after the other, because Prisma's lock is the whole database's. Answers the names it applied as `app/name`. */
export async function migrateAll({ url, database = DATABASE, passwords }: Migration): Promise<string[]> {
  const applied: string[] = [];
  const absent = owners.map(migrationsOf).filter((folder) => !existsSync(folder));
  if (absent.length > 0) throw new Error(`There are no migrations in ${absent.join(', ')}`);
  for (const owner of owners) {
    const login = { role: owner.role, password: passwords[owner.role] ?? '' };
    const address = addressOf(url, database, login);
    await adopt(address);
    const names = await deploy({ url: address, schema: owner.role, folder: migrationsOf(owner) });
    applied.push(...names.map((name) => `${owner.app}/${name}`));
  }
  return applied;
}
