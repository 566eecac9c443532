import type pg from 'pg';
import { isStale } from './connection-errors.ts';
import { runMessage } from './run-message.ts';
import { type Sql, sql } from './sql.ts';

/** Rows, and how many the statement touched. */
export interface Outcome<Row> {
  readonly rows: Row[];
  readonly count: number;
}

export interface TypeParsers {
  getTypeParser(oid: number, format?: 'text' | 'binary'): unknown;
}

type Parser = (text: string) => unknown;

/** What a statement returns, learnt by its first run on a connection. */
interface Shape {
  readonly names: readonly string[];
  readonly parsers: readonly Parser[];
  /** All columns null: copying it gives all rows the same hidden class. */
  readonly emptyRow: Readonly<Record<string, null>>;
}

/** The fields of pg's connection that a run needs; `prepared-run.int.spec.ts` notices when they move. */
interface Connection {
  readonly stream: { readonly writable: boolean; write(bytes: Uint8Array): unknown };
  readonly parsedStatements: Record<string, string | undefined>;
}

const BEGIN = sql`BEGIN`;

const NOTHING: Shape = { names: [], parsers: [], emptyRow: {} };

const shapes = new WeakMap<Connection, Map<string, Shape>>();

/** One statement of a run, and what has arrived of its outcome. */
class Part {
  readonly statement: Sql;
  readonly rows: Record<string, unknown>[] = [];
  shape: Shape | undefined;
  tag = '';
  /** A row that can't be read. The statement takes effect nevertheless, and so do those that are sent with it. */
  private failure: { readonly reason: unknown } | undefined;

  constructor(statement: Sql) {
    this.statement = statement;
  }

  add(fields: readonly (string | null)[]): void {
    try {
      this.read(fields);
    } catch (reason) {
      this.failure ??= { reason };
    }
  }

  get settled(): PromiseSettledResult<Outcome<unknown>> {
    if (this.failure) return { status: 'rejected', ...this.failure };
    return { status: 'fulfilled', value: { rows: this.rows, count: countOf(this.tag) } };
  }

  /** @throws what a parser throws, such as a RangeError */
  private read(fields: readonly (string | null)[]): void {
    const { names, parsers, emptyRow } = this.shape ?? NOTHING;
    const row: Record<string, unknown> = { ...emptyRow };
    this.rows.push(row);
    for (let i = 0; i < fields.length; i++) {
      const text = fields[i];
      // Both arrays are as long as the row.
      if (typeof text === 'string') row[names[i]!] = parsers[i]!(text);
    }
  }
}

type Settle = (error: Error | undefined, parts: readonly Part[]) => void;

/**
 * Runs statements as pg's own `Query` does, with less: one buffer for all messages, and rows that are described once per
 * connection. Postgres refuses a prepared statement whose columns have changed; then its connection is closed, and with it
 * go all shapes that were learnt there.
 */
class PreparedRun implements pg.Submittable {
  private readonly parts: readonly Part[];
  private readonly types: TypeParsers;
  private readonly settle: Settle;
  private readonly sent: (() => void) | undefined;
  private current = 0;
  private known: Map<string, Shape> | undefined;

  constructor(statements: readonly Sql[], types: TypeParsers, settle: Settle, sent?: () => void) {
    this.parts = statements.map((statement) => new Part(statement));
    this.types = types;
    this.settle = settle;
    this.sent = sent;
  }

  /** Name and text are read by pg, which notes what is parsed under which name. */
  get name(): string | undefined {
    return this.parts[this.current]?.statement.name;
  }
  get text(): string | undefined {
    return this.parts[this.current]?.statement.text;
  }

  /** @returns an error when nothing was sent */
  submit(connection: object): Error | null {
    const { stream, parsedStatements } = connection as Connection;
    const known = shapesOf(connection as Connection);
    const parsedHere = new Set<string>();
    this.known = known;
    const all = this.parts.map((part) => {
      const { statement } = part;
      const { name } = statement;
      if (name === undefined) return { statement, parse: true, describe: true };
      part.shape = known.get(name);
      const parse = parsedStatements[name] === undefined && !parsedHere.has(name);
      if (parse) parsedHere.add(name);
      return { statement, parse, describe: !part.shape };
    });
    try {
      const bytes = runMessage(all);
      if (stream.writable) stream.write(bytes);
      this.sent?.();
      return null;
    } catch (error) {
      // A parameter that can't be written, such as a circular object.
      return error as Error;
    }
  }

  handleRowDescription({ fields }: { fields: readonly pg.FieldDef[] }): void {
    const names = fields.map((field) => field.name);
    this.learn({
      names,
      parsers: fields.map((field) => this.types.getTypeParser(field.dataTypeID, 'text') as Parser),
      emptyRow: Object.fromEntries(names.map((name) => [name, null])),
    });
  }

  handleDataRow({ fields }: { fields: readonly (string | null)[] }): void {
    this.parts[this.current]?.add(fields);
  }

  handleCommandComplete({ text }: { text: string }): void {
    const part = this.parts[this.current];
    if (!part) return;
    part.tag = text;
    // Without columns Postgres sends no description.
    if (!part.shape) this.learn(NOTHING);
    this.current++;
  }

  handleReadyForQuery(): void {
    this.settle(undefined, this.parts);
  }

  handleError(error: Error): void {
    this.settle(error, []);
  }

  /** A statement without text. */
  handleEmptyQuery(): void {}

  private learn(shape: Shape): void {
    const part = this.parts[this.current];
    if (!part) return;
    part.shape = shape;
    if (part.statement.name !== undefined) this.known?.set(part.statement.name, shape);
  }
}

/**
 * Runs a statement on this connection, as a transaction of its own or in the one that is open.
 * @param begun given: the statement is the first of a transaction, and is sent with its BEGIN; called when that was sent
 */
export async function run<Row>(
  client: pg.PoolClient,
  statement: Sql,
  types: TypeParsers,
  begun?: () => void,
): Promise<Outcome<Row>> {
  const settled = (await runAll(client, begun ? [BEGIN, statement] : [statement], types, begun)).at(-1);
  if (settled?.status === 'rejected') {
    Error.captureStackTrace(settled.reason as Error);
    throw settled.reason;
  }
  return settled?.value as Outcome<Row>;
}

/**
 * Runs statements in one write and one transaction: all of them take effect, or none, and then it throws. Rejected is one that
 * took effect with the others, and whose rows can't be read.
 */
export async function runAll(
  client: pg.PoolClient,
  statements: readonly Sql[],
  types: TypeParsers,
  sent?: () => void,
): Promise<PromiseSettledResult<Outcome<unknown>>[]> {
  try {
    const parts = await new Promise<readonly Part[]>((resolve, reject) => {
      const settle: Settle = (error, done) => (error ? reject(error) : resolve(done));
      client.query(new PreparedRun(statements, types, settle, sent));
    });
    return parts.map(({ settled }) => settled);
  } catch (error) {
    // The stack of what arrived from the socket says nothing; this one leads to the caller.
    Error.captureStackTrace(error as Error);
    if (isStale(error)) closeOnRelease(client);
    throw error;
  }
}

/** Whoever took it from the pool, also Prisma. The pool gives a client another `release` each time. */
function closeOnRelease(client: pg.PoolClient): void {
  const release = client.release.bind(client);
  client.release = () => release(true);
}

function shapesOf(connection: Connection): Map<string, Shape> {
  let known = shapes.get(connection);
  if (!known) shapes.set(connection, (known = new Map<string, Shape>()));
  return known;
}

/** `UPDATE 3`, `INSERT 0 1`; 0 of commands that touch no rows. */
function countOf(tag: string): number {
  const count = Number(tag.slice(tag.lastIndexOf(' ') + 1));
  return Number.isInteger(count) ? count : 0;
}
