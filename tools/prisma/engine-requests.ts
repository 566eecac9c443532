import { type Datamodels, newSchemaEngine, type SchemaEngine } from '@tradepost/database/schema-engine';
import type { Addresses } from './connection-commands.ts';
import { EngineDatabases } from './engine-databases.ts';

export interface Request {
  id: number;
  method: string;
  params?: object;
}

export interface Answer {
  result: object;
  /** For the terminal. */
  printed?: string;
}

interface EngineContext {
  addresses: Addresses;
  datamodels: Datamodels;
}

type Method = (params: object) => Promise<unknown>;

/** One request of the CLI, by an engine of its own: one that is used again loses its shadow database. */
export async function answer({ method, params = {} }: Request, context: EngineContext): Promise<Answer> {
  const databases = new EngineDatabases(context.addresses);
  try {
    if (method === 'dbExecute') return { result: await databases.execute(params as never) };
    const result = await withEngine(databases, context, (engine) => {
      const call = (engine as unknown as Record<string, Method | undefined>)[
        method === 'getDatabaseVersion' ? 'version' : method
      ];
      if (!call) throw new Error(`the schema engine has no method ${method}`);
      return call
        .call(engine, params)
        .catch((error: unknown) => withoutShadowDatabase(error, method, params as never, context));
    });
    return toAnswer(method, result);
  } finally {
    await databases.close();
  }
}

/**
 * The engine is referenced until its work has ended: collected as garbage before, it is freed in WebAssembly while it
 * still runs, and fails with "unreachable".
 */
async function withEngine<T>(
  databases: EngineDatabases,
  { datamodels }: EngineContext,
  work: (engine: SchemaEngine) => Promise<T>,
): Promise<T> {
  const engine = await newSchemaEngine(databases.factory(), datamodels);
  try {
    return await work(engine);
  } finally {
    engine.free();
  }
}

function toAnswer(method: string, result: unknown): Answer {
  const { stdout } = (result ?? {}) as { stdout?: string | null };
  // What the native engine prints itself.
  if (method === 'diff' && typeof stdout === 'string')
    return { result: { ...(result as object), stdout: null }, printed: stdout };
  return { result: result ?? {} };
}

interface MigrationParams {
  migrationsList: Parameters<SchemaEngine['applyMigrations']>[0]['migrationsList'];
  schema: { files: { path: string; content: string }[] };
  filters: Parameters<SchemaEngine['applyMigrations']>[0]['filters'];
  migrationName?: string;
  draft?: boolean;
}

/**
 * `evaluateDataLoss` and `createMigration` of the packaged engine forget the shadow database once there are migrations
 * (their fault names the "external factory"). `diff` does not, and has what both answer.
 */
async function withoutShadowDatabase(
  error: unknown,
  method: string,
  params: MigrationParams,
  context: EngineContext,
): Promise<object> {
  const message = error instanceof Error ? error.message : String(error);
  if (!/must be provided through an external factory/.test(message)) throw error;
  if (method === 'evaluateDataLoss') return dataLoss(await difference(params, context, false));
  if (method === 'createMigration') return newMigration(params, await difference(params, context, true));
  throw error;
}

interface Difference {
  isEmpty: boolean;
  text: string;
}

async function difference(
  { migrationsList, schema, filters }: MigrationParams,
  context: EngineContext,
  script: boolean,
): Promise<Difference> {
  const databases = new EngineDatabases(context.addresses);
  try {
    const lockfile = { ...migrationsList.lockfile };
    lockfile.content ??= 'provider = "postgresql"';
    const { stdout, exitCode } = await withEngine(databases, context, (engine) =>
      engine.diff({
        from: { tag: 'migrations', ...migrationsList, lockfile },
        to: { tag: 'schemaDatamodel', ...schema },
        script,
        exitCode: true,
        filters,
      }),
    );
    return { isEmpty: exitCode !== 2, text: stdout ?? '' };
  } finally {
    await databases.close();
  }
}

function dataLoss({ isEmpty, text }: Difference): object {
  const warnings = text
    .split('\n')
    .filter((line) => /\[-\]|Removed|Altered|dropped|recreated/i.test(line))
    .map((line) => ({ message: `Check for data loss: ${line.trim()}`, stepIndex: 0 }));
  return { migrationSteps: isEmpty ? 0 : 1, warnings, unexecutableSteps: [] };
}

function newMigration({ migrationName, draft }: MigrationParams, { isEmpty, text }: Difference): object {
  const timestamp = new Date().toISOString().replace(/[-:T]/g, '').slice(0, 14);
  return {
    connectorType: 'postgresql',
    generatedMigrationName: `${timestamp}_${migrationName}`,
    migrationScript: isEmpty && !draft ? null : text,
    extension: 'sql',
  };
}
