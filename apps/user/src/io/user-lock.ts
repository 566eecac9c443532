import { sql, type Transaction } from '@tradepost/database';

/** Serialises changes to one user, whatever table they are in: limits and single defaults are counted, not guessed. */
export async function lockUser(tx: Transaction, id: string): Promise<void> {
  await tx.execute(sql`SELECT FROM users WHERE id = ${id} FOR NO KEY UPDATE`);
}
