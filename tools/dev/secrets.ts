import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { owners, passwordVariable } from '../db/databases.ts';

export interface Secrets {
  /** The administrator's password of a Postgres of our own. */
  postgres: string;
  /** By role. */
  roles: Record<string, string>;
  /** Made just now: a data folder that is there already belongs to other passwords. */
  isNew: boolean;
}

/** Passwords from the environment where given, the rest made once and kept in a file only its owner reads. */
export function secretsIn(file: string): Secrets {
  const kept = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Partial<Secrets>) : {};
  const roles = { ...kept.roles };
  for (const owner of owners) roles[owner.role] ??= password();
  const secrets = { postgres: kept.postgres ?? password(), roles };
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(secrets, undefined, 2), { mode: 0o600 });
  const given = owners.flatMap((owner) => {
    const value = process.env[passwordVariable(owner)];
    return value ? [[owner.role, value] as const] : [];
  });
  return {
    ...secrets,
    roles: { ...roles, ...Object.fromEntries(given) },
    isNew: kept.postgres === undefined,
  };
}

function password(): string {
  return randomBytes(18).toString('base64url');
}
