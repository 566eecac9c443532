import { defineConfig } from 'prisma/config';

/** Tables that the SQL of libs/platform makes and reads: no service has models of them, and Migrate leaves them alone. */
export const PLATFORM_TABLES = [
  'outbox',
  'outbox_leases',
  'outbox_relays',
  'inbox',
  'idempotency_keys',
  'mails',
  'sagas',
] as const;

/** The `prisma.config.ts` of a service; `schema` is its schema in the database, which is the name of its role too. */
export function prismaConfig(schema: string): ReturnType<typeof defineConfig> {
  const { DATABASE_URL: url, SHADOW_DATABASE_URL: shadow } = process.env;
  return defineConfig({
    schema: 'prisma/schema.prisma',
    migrations: { path: 'prisma/migrations' },
    // `generate` needs no database.
    ...(url && {
      datasource: {
        url: withSchema(url, schema),
        ...(shadow && { shadowDatabaseUrl: withSchema(shadow, schema) }),
      },
    }),
    experimental: { externalTables: true },
    tables: { external: PLATFORM_TABLES.map((name) => `${schema}.${name}`) },
  });
}

function withSchema(address: string, schema: string): string {
  const url = new URL(address);
  url.searchParams.set('schema', schema);
  return url.href;
}
