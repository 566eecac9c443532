import pg from 'pg';
import { asRetryable, isAway, isRefused, wasNotCommitted } from './connection-errors.ts';
import { type Observers, Statements, timeConnections } from './observed.ts';
import { JoinedWrites, NotDone } from './joined-writes.ts';
import { OpenConnection } from './open-connection.ts';
import { type Outcome, run } from './prepared-run.ts';
import { noteUncommitted, repeatStale, repeatUncommitted, retryRolledBack } from './repeats.ts';
import type { Sql } from './sql.ts';
import { WaitingPool } from './waiting-pool.ts';

const INT8: number = pg.types.builtins.INT8;
// int8 as a number: our amounts and counters stay below 2^53, and a silent string would be worse than an error. Only on
// this pool: Prisma reads int8 as a bigint, and its schema engine meets larger values in the catalogue.
const types = {
  getTypeParser: (oid: number, format?: 'text' | 'binary'): unknown =>
    oid === INT8 && format !== 'binary' ? toSafeInteger : pg.types.getTypeParser(oid, format),
};

function toSafeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`bigint ${text} is outside the safe range`);
  return value;
}

/** Runs statements; a `Database` outside a transaction, a `Transaction` inside one. */
export interface Queryable {
  /** All rows. */
  query<Row extends object>(statement: Sql): Promise<Row[]>;
  /** The first row, if there is one. */
  maybeOne<Row extends object>(statement: Sql): Promise<Row | undefined>;
  /** The first row. @throws Error when there is none. */
  one<Row extends object>(statement: Sql): Promise<Row>;
  /** How many rows it touched. */
  execute(statement: Sql): Promise<number>;
}

/** Marks what runs inside a transaction; flows that need one ask for this type. */
export interface Transaction extends Queryable {
  readonly isTransaction: true;
}

/** What opens transactions of a kind; helpers that work in one of the caller's choice ask for this. */
export interface Transactions<Tx extends Transaction = Transaction> {
  tx<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
}

export interface DatabaseOptions extends Observers {
  /** `postgres://role:password@host:port/database`; the role's own search_path names its schema. */
  url: string;
  /** Connections at most (default 10). */
  max?: number;
  /** Shown in pg_stat_activity. */
  applicationName?: string;
  /** Called with errors of idle connections; the pool replaces them itself. */
  onIdleError?: (error: Error) => void;
}

const SETTINGS = [
  // A statement that outlives its caller must not hold its locks for ever.
  'statement_timeout=30000',
  'idle_in_transaction_session_timeout=30000',
  // The default is that of a turning disk: for a few rows of a small table it reads all of it instead of the index.
  'random_page_cost=1.1',
  // Ours are short: compiling one takes longer than running it.
  'jit=off',
  // Prisma sends and reads timestamps without a zone, as if they were in the session's.
  'timezone=UTC',
];

// Enough for the first requests of a new instance; the pool opens the others when they are needed.
const OPEN_AT_START = 4;

/** A pool of connections to one service's schema. */
export class Database implements Queryable, Transactions {
  protected readonly pool: pg.Pool;
  protected readonly statements: Statements;
  private readonly joinedWrites = new JoinedWrites(
    (work) => this.onConnection(work),
    types,
    () => this.hasFreeConnection,
  );

  constructor(options: DatabaseOptions) {
    this.statements = new Statements(options);
    this.pool = new WaitingPool({
      connectionString: options.url,
      max: options.max ?? 10,
      application_name: options.applicationName,
      connectionTimeoutMillis: 10_000,
      idleTimeoutMillis: 60_000,
      keepAlive: true,
      types,
      options: SETTINGS.map((setting) => `-c ${setting}`).join(' '),
    });
    if (options.onConnection) timeConnections(this.pool, options.onConnection);
    this.pool.on('error', options.onIdleError ?? (() => {}));
  }

  query<Row extends object>(statement: Sql): Promise<Row[]> {
    return this.perform<Row>(statement, false).then(({ rows }) => rows);
  }

  async maybeOne<Row extends object>(statement: Sql): Promise<Row | undefined> {
    return (await this.query<Row>(statement))[0];
  }

  async one<Row extends object>(statement: Sql): Promise<Row> {
    return orThrow(await this.maybeOne<Row>(statement));
  }

  async execute(statement: Sql): Promise<number> {
    return (await this.perform(statement, false)).count;
  }

  /**
   * The same results for a write that may share a transaction with those of other callers, which saves commits under load.
   * For rows that only this caller changes: their locks are held until the last of the joined writes is done.
   */
  readonly joined: Queryable = {
    query: async <Row extends object>(statement: Sql) => (await this.perform<Row>(statement, true)).rows,
    maybeOne: async <Row extends object>(statement: Sql) =>
      (await this.perform<Row>(statement, true)).rows[0],
    one: async <Row extends object>(statement: Sql) =>
      orThrow((await this.perform<Row>(statement, true)).rows[0]),
    execute: async (statement) => (await this.perform(statement, true)).count,
  };

  /**
   * Runs `work` in one transaction: commits when it returns, rolls back when it throws.
   * A deadlock, a serialisation failure or a connection that breaks before COMMIT runs it again, at most three times in
   * all, and so does a prepared statement that a migration made stale, so it must not have effects outside the database.
   * Never call another service inside.
   */
  tx<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return retryRolledBack(() => this.withoutStale(() => this.attempt(work)));
  }

  /** Opens some connections before the first request needs them. */
  async warmUp(): Promise<void> {
    const { max = OPEN_AT_START } = this.pool.options;
    const wanted = Math.min(OPEN_AT_START, max);
    await Promise.all(Array.from({ length: wanted }, () => this.pool.query('SELECT 1').catch(asRetryable)));
  }

  /** Waits for running statements, then closes every connection. */
  close(): Promise<void> {
    return this.pool.end();
  }

  /** Whether it answered the last statement or request for a connection; undefined before the first. */
  get isReachable(): boolean | undefined {
    return this.statements.isReachable;
  }

  /** Connections in use, idle, and callers waiting for one. */
  usage(): { total: number; idle: number; waiting: number } {
    return { total: this.pool.totalCount, idle: this.pool.idleCount, waiting: this.pool.waitingCount };
  }

  private get hasFreeConnection(): boolean {
    const { total, idle, waiting } = this.usage();
    return idle + this.pool.options.max - total > waiting;
  }

  /** Every statement outside of transactions. */
  protected perform<Row extends object>(statement: Sql, isJoined: boolean): Promise<Outcome<Row>> {
    const { text } = statement;
    const alone = (): Promise<Outcome<Row>> =>
      this.onConnection((client) => run<Row>(client, statement, types));
    const joined = (): Promise<Outcome<Row>> =>
      this.joinedWrites.add(statement).catch((error: unknown) => {
        if (error instanceof NotDone) return alone();
        throw error;
      }) as Promise<Outcome<Row>>;
    const send = isJoined ? joined : alone;
    const counted = (): Promise<Outcome<Row>> => this.statements.run(text, send);
    return repeatUncommitted(text, () => this.withoutStale(counted)).catch(asRetryable);
  }

  protected withoutStale<T>(work: () => Promise<T>): Promise<T> {
    return repeatStale(this.pool.options.max, work);
  }

  private async onConnection<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    const client = await this.pool.connect();
    let broken: Error | undefined;
    try {
      return await work(client);
    } catch (error) {
      // `query` of the pool would close the connection after every error.
      if (isAway(error)) broken = error as Error;
      throw error;
    } finally {
      client.release(broken);
    }
  }

  private async attempt<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    const client = await this.pool.connect().catch((error: unknown) => {
      if (isRefused(error)) this.statements.isReachable = false;
      return asRetryable(error);
    });
    const connection = new OpenConnection(client);
    let broken: Error | undefined;
    let isUncertain = false;
    try {
      const result = await work(new BegunByStatement(connection, this.statements));
      connection.close();
      if (!connection.hasBegun) return result;
      await client.query('COMMIT').catch((error: unknown) => {
        isUncertain = !wasNotCommitted(error);
        return asRetryable(error);
      });
      return result;
    } catch (error) {
      if (!isUncertain) noteUncommitted(error);
      connection.close();
      if (connection.hasBegun) await client.query('ROLLBACK').catch((failure: Error) => (broken = failure));
      throw error;
    } finally {
      client.release(broken);
    }
  }
}

export class ClientTransaction implements Transaction {
  readonly isTransaction = true;
  protected readonly connection: OpenConnection;
  private readonly statements: Statements;

  constructor(connection: OpenConnection, statements: Statements) {
    this.connection = connection;
    this.statements = statements;
  }

  async query<Row extends object>(statement: Sql): Promise<Row[]> {
    return (await this.run<Row>(statement)).rows;
  }

  async maybeOne<Row extends object>(statement: Sql): Promise<Row | undefined> {
    return (await this.query<Row>(statement))[0];
  }

  async one<Row extends object>(statement: Sql): Promise<Row> {
    return orThrow(await this.maybeOne<Row>(statement));
  }

  async execute(statement: Sql): Promise<number> {
    return (await this.run(statement)).count;
  }

  private run<Row extends object>(statement: Sql): Promise<Outcome<Row>> {
    return this.statements.run(statement.text, () => this.send<Row>(statement).catch(asRetryable));
  }

  protected async send<Row>(statement: Sql): Promise<Outcome<Row>> {
    return run<Row>(this.connection.get(), statement, types);
  }
}

/** Its first statement brings BEGIN with it, which saves a round trip. */
class BegunByStatement extends ClientTransaction {
  protected override async send<Row>(statement: Sql): Promise<Outcome<Row>> {
    const { connection } = this;
    if (connection.hasBegun) return super.send<Row>(statement);
    return run<Row>(connection.get(), statement, types, () => (connection.hasBegun = true));
  }
}

function orThrow<Row>(row: Row | undefined): Row {
  if (row === undefined) throw new Error('the statement returned no row where one was promised');
  return row;
}
