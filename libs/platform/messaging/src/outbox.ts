import { nothing, sql, type Queryable, type Sql } from '@tradepost/database';
import { currentContext, toStoredTrace } from '@tradepost/observability';
import { type OutboxEvent, partitionOf } from './event.ts';

/**
 * `INSERT INTO outbox … SELECT … FROM event`, for a CTE of the statement that makes the change:
 * sql`WITH changed AS (UPDATE … RETURNING id), events AS (${insertEvents(events, sql`JOIN changed ON changed.id::text = event.aggregate_id`)}) SELECT …`
 *
 * @param condition follows `FROM … AS event`. Joining the changed rows here writes no event without its
 * change, and assigns `position` after the rows are locked, which keeps the events of an aggregate in order.
 */
export function insertEvents(events: readonly OutboxEvent[], condition: Sql = nothing): Sql {
  const { traceId, spanId } = toStoredTrace(currentContext());
  return sql`INSERT INTO outbox (
      id, aggregate_type, aggregate_id, partition, type, schema_version, payload, trace_id, span_id)
    SELECT event.id, event.aggregate_type, event.aggregate_id, event.partition, event.type, event.schema_version,
           event.payload, ${traceId}::text, ${spanId}::text
    FROM ${rowsOf(events)} ${condition}
    ORDER BY event.nth`;
}

/** Mostly it is one event, for which arrays and their order would cost a tenth of the statement. */
function rowsOf(events: readonly OutboxEvent[]): Sql {
  const [one, another] = events;
  if (one && !another)
    return sql`(SELECT ${one.id}::uuid AS id, ${one.aggregateType}::text AS aggregate_type,
      ${one.aggregateId}::text AS aggregate_id, ${partitionOf(one.aggregateId)}::smallint AS partition,
      ${one.type}::text AS type, ${one.schemaVersion}::smallint AS schema_version, ${one.payload}::bytea AS payload,
      1 AS nth) AS event`;
  return sql`unnest(
      ${events.map((e) => e.id)}::uuid[],
      ${events.map((e) => e.aggregateType)}::text[],
      ${events.map((e) => e.aggregateId)}::text[],
      ${events.map((e) => partitionOf(e.aggregateId))}::smallint[],
      ${events.map((e) => e.type)}::text[],
      ${events.map((e) => e.schemaVersion)}::smallint[],
      ${events.map((e) => e.payload)}::bytea[]
    ) WITH ORDINALITY
      AS event (id, aggregate_type, aggregate_id, partition, type, schema_version, payload, nth)`;
}

/** Writes events in the transaction of their change, in one statement. */
export async function appendEvents(tx: Queryable, events: readonly OutboxEvent[]): Promise<void> {
  if (events.length > 0) await tx.execute(insertEvents(events));
}
