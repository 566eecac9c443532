import { sql, type Transaction } from '@tradepost/database';

/** Remembers which events took effect. */
export const inbox = {
  /**
   * Records that these events take effect with `tx`. A concurrent second delivery waits for the first.
   * @returns the ids of those that took none before
   */
  async record(tx: Transaction, consumer: string, eventIds: readonly string[]): Promise<Set<string>> {
    // In one order, so that two members never wait for each other.
    const rows = await tx.query<{ event_id: string }>(sql`
      INSERT INTO inbox (consumer, event_id)
      SELECT ${consumer}::text, id FROM unnest(${eventIds}::uuid[]) AS event (id) ORDER BY id
      ON CONFLICT DO NOTHING RETURNING event_id`);
    return new Set(rows.map((row) => row.event_id));
  },
};
