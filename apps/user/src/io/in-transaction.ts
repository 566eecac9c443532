import type { Database, Transaction } from '@tradepost/database';

/** In the transaction that is open already, or in one of its own. */
export function inTransaction<T>(
  db: Database | Transaction,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  return 'isTransaction' in db ? work(db) : db.tx(work);
}
