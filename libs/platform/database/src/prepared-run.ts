import type pg from 'pg';
import { runMessage } from './run-message.ts';
import type { Sql } from './sql.ts';

/** Rows, and how many the statement touched. */
export interface Outcome<Row> {
  readonly rows: Row[];
  readonly count: number;
}

interface TypeParsers {
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

const NOTHING: Shape = { names: [], parsers: [], emptyRow: {} };

const shapes = new WeakMap<Connection, Map<string, Shape>>();

/**
 * Runs a statement as pg's own `Query` does, with less: one buffer for all messages, and rows that are described once per
 * connection. Postgres refuses a prepared statement whose columns have changed, so a shape never becomes stale.
 */
class PreparedRun<Row> implements pg.Submittable {
  /** Read by pg, which notes what is parsed under which name. */
  readonly name: string | undefined;
  readonly text: string;
  private readonly statement: Sql;
  private readonly types: TypeParsers;
  private readonly settle: (error: Error | undefined, outcome: Outcome<Row>) => void;
  private readonly rows: Row[] = [];
  private known: Map<string, Shape> | undefined;
  private shape: Shape | undefined;
  private tag = '';
  private failure: Error | undefined;

  constructor(
    statement: Sql,
    types: TypeParsers,
    settle: (error: Error | undefined, outcome: Outcome<Row>) => void,
  ) {
    this.statement = statement;
    this.types = types;
    this.settle = settle;
    this.name = statement.name;
    this.text = statement.text;
  }

  /** @returns an error when nothing was sent */
  submit(connection: object): Error | null {
    const { stream, parsedStatements } = connection as Connection;
    const { name } = this;
    this.known = shapesOf(connection as Connection);
    this.shape = name === undefined ? undefined : this.known.get(name);
    const isParsed = name !== undefined && parsedStatements[name] !== undefined;
    try {
      const bytes = runMessage(this.statement, { parse: !isParsed, describe: !this.shape });
      if (stream.writable) stream.write(bytes);
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
    const { names, parsers, emptyRow } = this.shape ?? NOTHING;
    const row: Record<string, unknown> = { ...emptyRow };
    try {
      for (let i = 0; i < fields.length; i++) {
        const text = fields[i];
        // Both arrays are as long as the row.
        if (typeof text === 'string') row[names[i]!] = parsers[i]!(text);
      }
    } catch (error) {
      this.failure ??= error as Error;
    }
    this.rows.push(row as Row);
  }

  handleCommandComplete({ text }: { text: string }): void {
    this.tag = text;
    // Without columns Postgres sends no description.
    if (!this.shape) this.learn(NOTHING);
  }

  handleReadyForQuery(): void {
    this.settle(this.failure, { rows: this.rows, count: countOf(this.tag) });
  }

  handleError(error: Error): void {
    this.settle(this.failure ?? error, { rows: [], count: 0 });
  }

  /** A statement without text. */
  handleEmptyQuery(): void {}

  private learn(shape: Shape): void {
    this.shape = shape;
    if (this.name !== undefined) this.known?.set(this.name, shape);
  }
}

/** Runs a statement on this connection, as a transaction of its own or in the one that is open. */
export async function run<Row>(
  client: pg.PoolClient,
  statement: Sql,
  types: TypeParsers,
): Promise<Outcome<Row>> {
  try {
    return await new Promise<Outcome<Row>>((resolve, reject) => {
      client.query(
        new PreparedRun<Row>(statement, types, (error, outcome) =>
          error ? reject(error) : resolve(outcome),
        ),
      );
    });
  } catch (error) {
    // The stack of what arrived from the socket says nothing; this one leads to the caller.
    Error.captureStackTrace(error as Error);
    throw error;
  }
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
