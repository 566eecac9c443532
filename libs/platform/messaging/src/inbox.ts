import { sql, type Database, type Transaction } from '@tradepost/database';

/** Longer than any event can be published again. */
const KEEP_MS = 3 * 86_400_000;

/** Remembers which events took effect. */
export const inbox = {
  /**
   * Runs `effect` in `tx` unless the event took effect before; both commit or neither. A concurrent second delivery waits
   * for the first. @returns whether it ran
   */
  async once(
    tx: Transaction,
    consumer: string,
    eventId: string,
    effect: () => Promise<void>,
  ): Promise<boolean> {
    const isNew = await tx.execute(
      sql`INSERT INTO inbox (consumer, event_id) VALUES (${consumer}, ${eventId}) ON CONFLICT DO NOTHING`,
    );
    if (isNew === 1) await effect();
    return isNew === 1;
  },

  /** Deletes a batch of rows whose events can not come again. @returns how many */
  sweep(db: Database): Promise<number> {
    return db.execute(sql`DELETE FROM inbox WHERE (consumer, event_id) IN (
      SELECT consumer, event_id FROM inbox WHERE received_at < now() - ${KEEP_MS} * interval '1 ms'
      ORDER BY received_at LIMIT 5000)`);
  },
};
