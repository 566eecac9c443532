import { randomUUID } from 'node:crypto';
import type { PrismaPg } from '@prisma/adapter-pg';
import {
  bindMigrationAwareSqlAdapterFactory,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
} from '@prisma/driver-adapter-utils';
import { openForEngine } from '@tradepost/database/schema-engine';
import pg from 'pg';
import type { Addresses } from './connection-commands.ts';

type Opened = ReturnType<typeof openForEngine>;

/** The database of a command and its shadow database, for one request. */
export class EngineDatabases {
  private readonly addresses: Addresses;
  private readonly opened: Opened[] = [];
  private readonly onClose: (() => Promise<void>)[] = [];

  constructor(addresses: Addresses) {
    this.addresses = addresses;
  }

  factory(): ReturnType<typeof bindMigrationAwareSqlAdapterFactory> {
    const factory: SqlMigrationAwareDriverAdapterFactory = {
      provider: 'postgres',
      adapterName: '@prisma/adapter-pg',
      connect: () => this.connect(this.url()),
      connectToShadowDb: () => this.connectToShadowDatabase(),
    };
    return bindMigrationAwareSqlAdapterFactory(factory);
  }

  /** `prisma db execute`. */
  async execute({ script }: { script: string }): Promise<object> {
    await this.open(this.url()).pool.query(script);
    return {};
  }

  async close(): Promise<void> {
    await Promise.all(this.opened.map(({ pool }) => pool.end()));
    for (const work of this.onClose.reverse()) await work();
  }

  private url(): string {
    if (!this.addresses.url) throw new Error('set DATABASE_URL to the address of the database');
    return this.addresses.url;
  }

  private connect(url: string): Promise<SqlDriverAdapter> {
    return this.open(url).factory.connect();
  }

  private open(url: string): { pool: pg.Pool; factory: PrismaPg } {
    const { address, schema } = split(url);
    const opened = openForEngine(address, schema);
    this.opened.push(opened);
    return opened;
  }

  /** The given one, emptied (the packaged engine does not), or a database of its own when the role may create one. */
  private async connectToShadowDatabase(): Promise<SqlDriverAdapter> {
    const url = this.addresses.shadowDatabaseUrl ?? (await this.createShadowDatabase());
    const schema = pg.escapeIdentifier(split(url).schema);
    const { pool, factory } = this.open(url);
    await pool.query(`DROP SCHEMA IF EXISTS ${schema} CASCADE; CREATE SCHEMA ${schema}`);
    return factory.connect();
  }

  private async createShadowDatabase(): Promise<string> {
    const { pool } = this.open(this.url());
    const name = `prisma_migrate_shadow_db_${randomUUID()}`;
    await pool.query(`CREATE DATABASE ${pg.escapeIdentifier(name)}`);
    this.onClose.push(async () => {
      const { address } = split(this.url());
      const client = new pg.Client(address);
      await client.connect();
      await client.query(`DROP DATABASE IF EXISTS ${pg.escapeIdentifier(name)}`);
      await client.end();
    });
    const url = new URL(this.url());
    url.pathname = `/${name}`;
    return url.href;
  }
}

function split(url: string): { address: string; schema: string } {
  const address = new URL(url);
  const schema = address.searchParams.get('schema') ?? 'public';
  address.searchParams.delete('schema');
  return { address: address.href, schema };
}
