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
    if (rows.length < eventIds.length) await keepLonger(tx, consumer, eventIds);
    return new Set(rows.map((row) => row.event_id));
  },
};

/**
 * An event that came again was published again, and may be once more, a day after that: each time Redis is emptied. So what is
 * kept is counted from its last delivery.
 */
async function keepLonger(tx: Transaction, consumer: string, eventIds: readonly string[]): Promise<void> {
  await tx.execute(sql`
    WITH known AS (
      SELECT event_id FROM inbox WHERE consumer = ${consumer} AND event_id = ANY(${eventIds}::uuid[])
        AND received_at < now() - interval '1 hour'
      ORDER BY event_id FOR UPDATE
    )
    UPDATE inbox SET received_at = now() FROM known
    WHERE inbox.consumer = ${consumer} AND inbox.event_id = known.event_id`);
}
