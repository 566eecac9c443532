// Prisma's own schema engine, compiled to WebAssembly, in this process: the native one is a download.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { PrismaPg } from '@prisma/adapter-pg';
import {
  bindMigrationAwareSqlAdapterFactory,
  ColumnTypeEnum,
  type SqlDriverAdapter,
  type SqlQueryable,
} from '@prisma/driver-adapter-utils';
import * as engine from '@prisma/schema-engine-wasm/schema_engine_bg';
import pg from 'pg';

export type SchemaEngine = engine.SchemaEngine;
/** Paths of schema files with their contents. */
export type Datamodels = [path: string, content: string][];

export interface EngineOptions {
  url: string;
  /** The service's schema. */
  schema: string;
  /** Needed by what compares schemas; absent for migrations alone. */
  datamodels?: Datamodels;
  /** How long a statement may wait for a lock; 0, the default, is for ever. */
  lockTimeoutMs?: number;
  /** Called with an error of a migration: the engine reports only that there was one. */
  onScriptError?: (error: unknown) => void;
}

/** Opens one connection, runs `work` on an engine of its own, and closes both. */
export async function withSchemaEngine<T>(
  { url, schema, datamodels, ...options }: EngineOptions,
  work: (running: SchemaEngine) => Promise<T>,
): Promise<T> {
  const database = openForEngine(url, schema, options);
  try {
    const running = await newSchemaEngine(bindMigrationAwareSqlAdapterFactory(database.factory), datamodels);
    try {
      return await work(running);
    } finally {
      running.free();
    }
  } finally {
    await database.pool.end();
  }
}

export function newSchemaEngine(
  factory: Parameters<typeof engine.SchemaEngine.new>[2],
  datamodels?: Datamodels,
): Promise<SchemaEngine> {
  start();
  // An empty list makes it panic beside its work, which then fails now and then with "unreachable".
  const given = datamodels?.length ? datamodels : undefined;
  return engine.SchemaEngine.new({ datamodels: given }, () => {}, factory);
}

export const engineVersion = (): string => {
  start();
  return engine.version();
};

/** A pool of one connection to `schema`, and the adapter through which the engine uses it. */
export function openForEngine(
  url: string,
  schema: string,
  {
    lockTimeoutMs = 0,
    onScriptError = () => {},
  }: Pick<EngineOptions, 'lockTimeoutMs' | 'onScriptError'> = {},
): { pool: pg.Pool; factory: PrismaPg } {
  const options = `-c search_path="${schema}" -c lock_timeout=${lockTimeoutMs}`;
  const pool = new pg.Pool({ connectionString: url, max: 1, options });
  // An idle connection that breaks: the next statement fails with it.
  pool.on('error', () => {});
  const factory = new PrismaPg(pool, { schema });
  const connect = factory.connect.bind(factory);
  factory.connect = async () => fitForMigrations(await connect(), { pool, schema, onScriptError });
  return { pool, factory };
}

// The types of Node leave WebAssembly out.
interface WebAssemblyApi {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: object) => { exports: Record<string, unknown> };
}

let isStarted = false;
function start(): void {
  if (isStarted) return;
  const require = createRequire(import.meta.url);
  // The package exports its JavaScript, not the file beside it.
  const folder = dirname(require.resolve('@prisma/schema-engine-wasm/schema_engine_bg'));
  const bytes = readFileSync(join(folder, 'schema_engine_bg.wasm'));
  const { Instance, Module } = (globalThis as unknown as { WebAssembly: WebAssemblyApi }).WebAssembly;
  const instance = new Instance(new Module(bytes), { './schema_engine_bg.js': withoutWaiting(engine) });
  (globalThis as Record<string, unknown>)['PRISMA_WASM_PANIC_REGISTRY'] ??= {
    set_message: (message: string) => console.error(message),
  };
  const { __wbg_set_wasm: attach } = engine as unknown as { __wbg_set_wasm: (exports: unknown) => void };
  attach(instance.exports);
  (instance.exports['__wbindgen_start'] as () => void)();
  isStarted = true;
}

/** The engine never clears the ten seconds in which it wants its lock: nothing else should wait for them. */
function withoutWaiting(imports: object): object {
  const timers = Object.keys(imports).filter((name) => name.startsWith('__wbg_setTimeout_'));
  if (timers.length === 0) throw new Error('the schema engine calls setTimeout by another name: adapt this');
  const unreferenced = (work: () => void, ms: number) => setTimeout(work, ms >>> 0).unref();
  return { ...imports, ...Object.fromEntries(timers.map((name) => [name, unreferenced])) };
}

interface Fit {
  pool: pg.Pool;
  schema: string;
  onScriptError: (error: unknown) => void;
}

/** The adapter does not know `"char"`, which the catalogue is full of, and splits scripts at every semicolon. */
function fitForMigrations<Adapter extends SqlDriverAdapter>(
  adapter: Adapter,
  { pool, schema, onScriptError }: Fit,
): Adapter {
  const begin = adapter.startTransaction.bind(adapter);
  return Object.assign(withChar(adapter), {
    startTransaction: async (level: Parameters<Adapter['startTransaction']>[0]) =>
      withChar(await begin(level)),
    executeScript: async (script: string) => {
      await pool.query(script).catch((error: unknown) => {
        onScriptError(error);
        throw error;
      });
    },
    getConnectionInfo: () => ({ schemaName: schema, supportsRelationJoins: true }),
  });
}

const CHAR = 18;
const TEXT = 25;
interface PerformsIo {
  performIO(query: unknown): Promise<{ fields: { dataTypeID: number }[] }>;
}

function withChar<Part extends SqlQueryable>(part: Part): Part {
  const io = part as unknown as PerformsIo;
  const performIO = io.performIO.bind(part);
  const queryRaw = part.queryRaw.bind(part);
  let areChars: boolean[] = [];
  io.performIO = async (query) => {
    const result = await performIO(query);
    areChars = result.fields.map(({ dataTypeID }) => dataTypeID === CHAR);
    for (const field of result.fields) if (field.dataTypeID === CHAR) field.dataTypeID = TEXT;
    return result;
  };
  part.queryRaw = async (query) => {
    const result = await queryRaw(query);
    const columnTypes = result.columnTypes.map((type, n) => (areChars[n] ? ColumnTypeEnum.Character : type));
    return { ...result, columnTypes };
  };
  return part;
}
