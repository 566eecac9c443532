import path from 'node:path';

/** An app that keeps data: its role and its schema carry the same name. */
export interface Owner {
  app: string;
  role: string;
  /** Extensions only an administrator may create; they live in the owner's schema. */
  extensions: string[];
}

export const owners: Owner[] = [
  { app: 'product', role: 'product', extensions: ['pg_trgm', 'unaccent'] },
  { app: 'user', role: 'user', extensions: [] },
  { app: 'cart', role: 'cart', extensions: [] },
  { app: 'order', role: 'order', extensions: [] },
  { app: 'payment-sandbox', role: 'payment_sandbox', extensions: [] },
];

export const DATABASE = 'tradepost';

/** `payment-sandbox` → `PAYMENT_SANDBOX_DB_PASSWORD`. */
export function passwordVariable({ role }: Owner): string {
  return `${role.toUpperCase()}_DB_PASSWORD`;
}

export function migrationsOf({ app }: Owner): string {
  return path.resolve(import.meta.dirname, '../../apps', app, 'prisma/migrations');
}

/** The address of the same server for another database and, when given, another login. */
export function addressOf(
  adminUrl: string,
  database: string,
  login?: { role: string; password: string },
): string {
  const url = new URL(adminUrl);
  url.pathname = `/${database}`;
  if (login) {
    url.username = encodeURIComponent(login.role);
    url.password = encodeURIComponent(login.password);
  }
  return url.href;
}

/** The same server by its socket on this machine: as libpq does, `pg` lets the parameter win over the host's name. */
export function throughSocket(address: string, socketFolder: string | undefined): string {
  if (!socketFolder) return address;
  const url = new URL(address);
  url.searchParams.set('host', socketFolder);
  return url.href;
}

/** Passwords by role from the environment; all that are missing are named together. */
export function passwordsFrom(env: NodeJS.ProcessEnv, wanted: Owner[] = owners): Record<string, string> {
  const missing = wanted.map(passwordVariable).filter((name) => !env[name]);
  if (missing.length > 0) throw new Error(`These variables are missing: ${missing.join(', ')}`);
  return Object.fromEntries(wanted.map((owner) => [owner.role, env[passwordVariable(owner)] ?? '']));
}
