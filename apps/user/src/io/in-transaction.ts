import type { UserDatabase, UserTransaction } from './user-database.ts';

/** In the transaction that is open already, or in one of its own. */
export function inTransaction<T>(
  db: UserDatabase | UserTransaction,
  work: (tx: UserTransaction) => Promise<T>,
): Promise<T> {
  return 'isTransaction' in db ? work(db) : db.transaction(work);
}
