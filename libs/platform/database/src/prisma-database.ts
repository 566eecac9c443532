import { AsyncLocalStorage } from 'node:async_hooks';
import { PrismaPg } from '@prisma/adapter-pg';
import type { SqlQueryable } from '@prisma/driver-adapter-utils';
import { RetryableError } from '@tradepost/errors';
import type { PoolClient } from 'pg';
import { asRetryable } from './connection-errors.ts';
import {
  ClientTransaction,
  Database,
  type DatabaseOptions,
  type Transaction,
  type Transactions,
} from './database.ts';
import type { Statements } from './observed.ts';
import { OpenConnection } from './open-connection.ts';
import { noteUncommitted, repeatUncommitted, retryRolledBack } from './repeats.ts';
import { nameOf } from './sql.ts';

// Longer than the pool lets a caller wait, so that the pool's own error is the one that is seen.
const MAX_WAIT_MS = 12_000;
// As long as a statement may take.
const TIMEOUT_MS = 30_000;
const TRANSACTION_CONTROL = new Set(['BEGIN', 'COMMIT', 'ROLLBACK']);
// P2028 also means misuse; pool and timer are distinguished by the text.
const OUT_OF_TIME = /Unable to start a transaction|on an expired transaction/;

/** The part of a generated client that is used here. */
interface GeneratedClient {
  $transaction: (...args: never[]) => unknown;
  $connect(): Promise<void>;
  $disconnect(): Promise<void>;
}
/** For the constructor of a generated client. */
export interface ClientOptions {
  adapter: PrismaPg;
  /** The other formats read source files to put lines of them into messages. */
  errorFormat: 'minimal';
  transactionOptions: { maxWait: number; timeout: number };
}
type InTransaction<Client> = Omit<Client, '$connect' | '$disconnect' | '$on' | '$extends' | '$transaction'>;

/** A transaction in which Prisma and SQL share one connection. */
export interface PrismaTransaction<Client> extends Transaction {
  readonly prisma: InTransaction<Client>;
}

/** One pool of connections for Prisma Client and for SQL. */
export class PrismaDatabase<Client extends GeneratedClient> extends Database {
  readonly prisma: Client;
  /** `transaction` under the name of `tx`, for helpers that open the transaction themselves. */
  readonly withPrisma: Transactions<PrismaTransaction<Client>> = { tx: (work) => this.transaction(work) };
  /** Where a transaction that is being started puts its connection. */
  private readonly starting = new AsyncLocalStorage<OpenConnection | undefined>();

  constructor(
    options: DatabaseOptions & { schema: string },
    createClient: (options: ClientOptions) => Client,
  ) {
    super(options);
    const adapter = new PrismaPg(this.pool, {
      schema: options.schema,
      // pg takes undefined for a statement without a name; the adapter's type leaves it out.
      statementNameGenerator: ({ sql }) => nameOf(sql) as string,
    });
    this.instrument(adapter);
    this.prisma = createClient({
      adapter,
      errorFormat: 'minimal',
      transactionOptions: { maxWait: MAX_WAIT_MS, timeout: TIMEOUT_MS },
    });
  }

  /** Loads Prisma's query compiler, too: the first query would wait for it. */
  override async warmUp(): Promise<void> {
    await Promise.all([super.warmUp(), this.prisma.$connect()]);
  }

  /**
   * As `tx`, for Prisma and SQL on one connection. It costs six times as much CPU, so a hot transaction that needs no
   * Prisma stays with `tx`.
   */
  transaction<T>(work: (tx: PrismaTransaction<Client>) => Promise<T>): Promise<T> {
    return retryRolledBack(() => this.withoutStale(() => this.runTransaction(work)));
  }

  override async close(): Promise<void> {
    await this.prisma.$disconnect();
    await super.close();
  }

  private runTransaction<T>(work: (tx: PrismaTransaction<Client>) => Promise<T>): Promise<T> {
    const connection = new OpenConnection();
    const inTransaction = (prisma: InTransaction<Client>): Promise<T> => {
      const tx = new MixedTransaction<Client>(prisma, connection, this.statements);
      // What `work` starts must not take `connection` for its own.
      const running = this.starting.run(undefined, () => work(tx));
      return running.catch((error: unknown) => {
        if (!connection.isCommitting) noteUncommitted(error);
        // Rolled back under the running work, so that is why it failed.
        throw connection.isOpen ? error : outOfTime(error);
      });
    };
    return this.starting.run(connection, () =>
      (this.prisma.$transaction(inTransaction as never) as Promise<T>).catch(asRetryableTransaction),
    );
  }

  /** Counts Prisma's statements, makes an unreachable database a RetryableError, learns a transaction's connection. */
  private instrument(factory: PrismaPg): void {
    const connect = factory.connect.bind(factory);
    factory.connect = async () => {
      const adapter = this.instrumented(await connect(), repeatUncommitted);
      const start = adapter.startTransaction.bind(adapter);
      adapter.startTransaction = async (isolationLevel) => {
        const transaction = this.instrumented(await start(isolationLevel).catch(asRetryable), once);
        const connection = this.starting.getStore();
        if (connection) join(connection, transaction);
        return transaction;
      };
      return adapter;
    };
  }

  private instrumented<Part extends SqlQueryable>(part: Part, repeat: typeof repeatUncommitted): Part {
    const queryRaw = part.queryRaw.bind(part);
    const executeRaw = part.executeRaw.bind(part);
    part.queryRaw = (query) => {
      const send = () => this.statements.run(query.sql, () => queryRaw(query));
      return repeat(query.sql, send).catch(asRetryable);
    };
    part.executeRaw = (query) => {
      if (TRANSACTION_CONTROL.has(query.sql)) return executeRaw(query).catch(asRetryable);
      const send = () => this.statements.run(query.sql, () => executeRaw(query));
      return repeat(query.sql, send).catch(asRetryable);
    };
    return part;
  }
}

/** Inside a transaction a statement can't be repeated alone. */
const once = <T>(_text: string, send: () => Promise<T>): Promise<T> => send();

class MixedTransaction<Client> extends ClientTransaction implements PrismaTransaction<Client> {
  readonly prisma: InTransaction<Client>;

  constructor(prisma: InTransaction<Client>, connection: OpenConnection, statements: Statements) {
    super(connection, statements);
    this.prisma = prisma;
  }
}

/**
 * Lets SQL use the connection of a Prisma transaction, until it commits or rolls back: when the callback returns, or at
 * once when the transaction has run out of time. The adapter keeps the connection in a protected field;
 * `user-database.int.spec.ts` notices when it moves.
 */
function join(connection: OpenConnection, transaction: SqlQueryable): void {
  connection.open((transaction as SqlQueryable & { client?: PoolClient }).client);
  const executeRaw = transaction.executeRaw.bind(transaction);
  transaction.executeRaw = (query) => {
    if (query.sql === 'COMMIT') connection.isCommitting = true;
    if (TRANSACTION_CONTROL.has(query.sql)) connection.close();
    return executeRaw(query);
  };
}

/** A transaction that got no connection in time, or took longer than it may, was rolled back: it can be tried again. */
function asRetryableTransaction(error: unknown): never {
  const isLate =
    error instanceof Error && 'code' in error && error.code === 'P2028' && OUT_OF_TIME.test(error.message);
  throw isLate ? outOfTime(error) : error;
}

const outOfTime = (cause: unknown): RetryableError =>
  new RetryableError('unavailable', 'the database did not finish the transaction in time', { cause });
