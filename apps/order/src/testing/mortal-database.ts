import type { Outcome, Sql, Transaction } from '@tradepost/database';
import { OrderDatabase } from '../io/order-database.ts';

/** The database of a process that is killed after so many writes, at the worst moment: committed, not answered. */
export class MortalDatabase extends OrderDatabase {
  private writes = 0;
  isDead = false;
  private readonly diesAfterWrite: number;

  constructor(url: string, onStatement: (text: string) => void, diesAfterWrite = Infinity) {
    super({ url, onStatement });
    this.diesAfterWrite = diesAfterWrite;
  }

  protected override perform<Row extends object>(statement: Sql, isJoined: boolean): Promise<Outcome<Row>> {
    return this.mortal(statement, () => super.perform<Row>(statement, isJoined));
  }

  /** A transaction that writes is one write. */
  override async tx<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    if (this.isDead) return never();
    let hasWritten = false;
    const done = await super.tx((tx) =>
      work(watched(tx, (statement) => (hasWritten ||= isWrite(statement)))),
    );
    if (hasWritten && ++this.writes >= this.diesAfterWrite) this.isDead = true;
    return this.isDead ? never() : done;
  }

  private async mortal<T>(statement: Sql, run: () => Promise<T>): Promise<T> {
    if (this.isDead) return never();
    if (isWrite(statement) && ++this.writes >= this.diesAfterWrite) {
      this.isDead = true;
      await run();
      return never();
    }
    return run();
  }
}

const isWrite = ({ text }: Sql): boolean => /(?<!\bFOR |\bKEY )\b(INSERT|UPDATE|DELETE)\b/.test(text);

function watched(tx: Transaction, see: (statement: Sql) => void): Transaction {
  const seen = (statement: Sql): Sql => {
    see(statement);
    return statement;
  };
  return {
    isTransaction: true,
    query: (statement) => tx.query(seen(statement)),
    maybeOne: (statement) => tx.maybeOne(seen(statement)),
    one: (statement) => tx.one(seen(statement)),
    execute: (statement) => tx.execute(seen(statement)),
  };
}

/** What a killed process waits for. */
const never = <T>(): Promise<T> => new Promise(() => {});
