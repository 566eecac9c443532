import type { Database, Transaction } from '@tradepost/database';
import { type Context, runInContext } from '@tradepost/observability';
import type { Delivery } from './consumer-group.ts';
import type { StreamEvent } from './event.ts';
import { beginHandling } from './event-spans.ts';
import { inbox } from './inbox.ts';

/**
 * Applies an event in `tx`, which commits together with the inbox row, so it takes effect once. After a failure, a later
 * event of the same aggregate may be handled first: decide by state, not by order.
 */
export type EventHandler = (event: StreamEvent, tx: Transaction) => Promise<void>;

/**
 * As `EventHandler`, for events that were read together, in the order they were published, for statements that apply all of
 * them. When it fails it is called again with each event alone.
 */
export interface BatchHandler {
  readonly together: (events: readonly StreamEvent[], tx: Transaction) => Promise<void>;
}

/** An event to be handled. */
export interface Delivered {
  readonly delivery: Delivery;
  readonly event: StreamEvent;
}

interface Applying {
  readonly db: Database;
  /** Of the inbox rows. */
  readonly service: string;
  readonly handlers: { readonly [type: string]: EventHandler | BatchHandler };
  readonly maxAttempts: number;
}

/**
 * Applies the events that took no effect before, in one transaction with their inbox rows.
 * @returns those events
 */
export async function applyEvents(
  wanted: readonly Delivered[],
  { db, service, handlers, maxAttempts }: Applying,
): Promise<ReadonlySet<StreamEvent>> {
  const spans = beginHandling(
    wanted.map(({ event, delivery: { stream, attempt } }) => ({
      ...{ event, stream },
      consumer: { 'messaging.consumer.group.name': service, 'tradepost.attempt': attempt },
    })),
  );
  const events = wanted.map(({ event }) => event);
  try {
    if (wanted.some(({ delivery }) => delivery.attempt > maxAttempts))
      throw new Error(`delivered ${maxAttempts} times without a result`);
    const fresh = await runInContext(spans.of(events[0] as StreamEvent), () =>
      db.tx(async (tx) => {
        const left = await inbox.record(tx, service, [...new Set(events.map(({ id }) => id))]);
        // The second of two entries with one id is a duplicate.
        const fresh = events.filter(({ id }) => left.delete(id));
        for (const run of runsOf(fresh)) await applyRun(run, tx, handlers, spans.of);
        return new Set(fresh);
      }),
    );
    spans.end();
    return fresh;
  } catch (error) {
    // Of several nothing is recorded: each is handled again, alone.
    if (wanted.length === 1) spans.end(error);
    throw error;
  }
}

/** Splits events where the type changes. */
function runsOf(events: readonly StreamEvent[]): StreamEvent[][] {
  const runs: StreamEvent[][] = [];
  for (const event of events) {
    const run = runs.at(-1);
    if (run?.[0]?.type === event.type) run.push(event);
    else runs.push([event]);
  }
  return runs;
}

async function applyRun(
  run: readonly StreamEvent[],
  tx: Transaction,
  handlers: Applying['handlers'],
  contextOf: (event: StreamEvent) => Context,
): Promise<void> {
  const first = run[0] as StreamEvent;
  const handler = handlers[first.type];
  if (typeof handler === 'object') return runInContext(contextOf(first), () => handler.together(run, tx));
  for (const event of run) await runInContext(contextOf(event), async () => handler?.(event, tx));
}
