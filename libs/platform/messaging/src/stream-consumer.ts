import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { sql, type Database, type Transaction } from '@tradepost/database';
import { type Metrics, PLATFORM_SERIES, runInContext } from '@tradepost/observability';
import type { Redis } from 'ioredis';
import { ConsumerGroup, type Delivery, type Pending } from './consumer-group.ts';
import { DeadLetters } from './dead-letters.ts';
import { fromFields, type StreamEvent, streamOf } from './event.ts';
import { contextOf, inEventSpan } from './event-spans.ts';
import { inbox } from './inbox.ts';
import { Loop, type WorkerLog } from './loop.ts';
import { ownConnection } from './redis-connection.ts';
import { watchDeadLetters, watchStreams } from './stream-metrics.ts';

/**
 * Applies an event in `tx`, which commits together with the inbox row, so it takes effect once. After a failure, a later
 * event of the same aggregate may be handled first: decide by state, not by order.
 */
export type EventHandler = (event: StreamEvent, tx: Transaction) => Promise<void>;

export interface StreamConsumerOptions {
  /** The consuming service: name of its group, inbox rows and dead letters. */
  service: string;
  /** The publishing services. */
  from: readonly string[];
  /** By event type; other types are acknowledged without a handler. */
  handlers: { readonly [type: string]: EventHandler };
  db: Database;
  redis: Redis;
  log: WorkerLog;
  metrics?: Metrics;
  /** After this many failures an event moves to `events:<service>:dead` (default 8). */
  maxAttempts?: number;
  /** Pause before the second attempt; doubles with each further one (default 1 000). */
  retryMs?: number;
  /** After this long, unacknowledged events of another member are taken over (default 60 000). */
  claimAfterMs?: number;
  /** Events read at once (default 100). */
  batch?: number;
  /** Aggregates handled in parallel (default 4). */
  parallel?: number;
  /** How long a read waits for events (default 2 000). */
  blockMs?: number;
}

/** What became of a delivered event. */
type Outcome = 'done' | 'duplicate' | 'skipped' | 'retry' | 'dead';

const COMMAND_TIMEOUT_MS = 3_000;
const MAX_RETRY_MS = 60_000;

/** Applies each event once, although events are delivered twice, handlers fail and processes die. */
export class StreamConsumer {
  private readonly options: Required<Omit<StreamConsumerOptions, 'metrics'>>;
  private readonly loop: Loop;
  private readonly count: (stream: string, outcome: Outcome, event?: StreamEvent) => void;
  private redis: Redis | undefined;
  private group: ConsumerGroup | undefined;
  /** When to check for events that other members left. */
  private lookAt = 0;
  /** When to check for events that were not acknowledged in time, mostly its own. */
  private retryAt = Infinity;
  private isDatabaseSuspect = false;

  constructor({ metrics, ...options }: StreamConsumerOptions) {
    const defaults = {
      maxAttempts: 8,
      retryMs: 1_000,
      claimAfterMs: 60_000,
      batch: 100,
      parallel: 4,
      blockMs: 2_000,
    };
    this.options = { ...defaults, ...options };
    const name = `consumer of ${options.from.join(', ')}`;
    this.loop = new Loop({ name, log: options.log, round: () => this.round() });
    const consumed = metrics?.counter(PLATFORM_SERIES.events.consumed);
    const delivery = metrics?.histogram(PLATFORM_SERIES.events.delivery);
    this.count = (stream, outcome, event) => {
      consumed?.inc({ stream, outcome });
      if (outcome === 'done' && event)
        // The clock of Postgres may be ahead, and a sum that falls looks like a restart.
        delivery?.observe({ stream }, Math.max(0, Date.now() - event.time.getTime()) / 1_000);
    };
    if (!metrics) return;
    const { redis, service: group, from } = options;
    watchDeadLetters(metrics, new DeadLetters(redis), group);
    watchStreams(metrics, { redis, streams: from.map(streamOf), group });
  }

  start(): void {
    const { service, from, blockMs } = this.options;
    this.redis = ownConnection(this.options.redis, blockMs + COMMAND_TIMEOUT_MS);
    const member = `${hostname()}-${randomUUID()}`;
    this.group = new ConsumerGroup(this.redis, service, member, from.map(streamOf));
    this.loop.start();
  }

  /** Ends after the events being handled. */
  async stop(): Promise<void> {
    const stopped = this.loop.stop();
    // Not awaited: without Redis the answer may never come, and the read has ended or will time out.
    this.group?.endWait(this.options.redis).catch(() => {});
    await stopped;
    await this.group?.leave().catch(() => {});
    this.redis?.disconnect();
  }

  private async round(): Promise<number> {
    if (!this.group) return 0;
    // An unavailable database must not use up the attempts of events.
    if (this.isDatabaseSuspect) await this.options.db.query(sql`SELECT 1`);
    this.isDatabaseSuspect = false;
    // No longer than until the next attempt; 0 would block without a limit.
    const waitMs = Math.max(1, Math.ceil(Math.min(this.options.blockMs, this.retryAt - performance.now())));
    await this.handleAll(this.group, await this.group.read(this.options.batch, waitMs));
    const now = performance.now();
    if (now >= Math.min(this.lookAt, this.retryAt)) {
      this.lookAt = now + this.options.claimAfterMs / 12;
      if (now >= this.retryAt) this.retryAt = Infinity;
      for (const pending of await this.due(this.group)) {
        if (!this.loop.isRunning || this.isDatabaseSuspect) break;
        await this.handleAll(this.group, await this.group.claim(pending));
      }
    }
    if (this.isDatabaseSuspect) throw new Error('the database may be unavailable');
    return 0;
  }

  private async due(group: ConsumerGroup): Promise<Pending[]> {
    const { retryMs, claimAfterMs } = this.options;
    const pending = await group.pending(Math.min(retryMs, claimAfterMs));
    if (pending.length > 0) this.retrySoon();
    return pending.filter(({ consumer, idleMs, deliveries }) =>
      consumer === group.member
        ? idleMs >= Math.min(retryMs * 2 ** (deliveries - 1), MAX_RETRY_MS)
        : idleMs >= claimAfterMs,
    );
  }

  private retrySoon(): void {
    this.retryAt = Math.min(this.retryAt, performance.now() + this.options.retryMs);
  }

  /** Aggregates in parallel, the events of one in order. */
  private async handleAll(group: ConsumerGroup, deliveries: readonly Delivery[]): Promise<void> {
    const bySubject = new Map<string, { delivery: Delivery; event: StreamEvent }[]>();
    const finished: Delivery[] = [];
    for (const delivery of deliveries) {
      const event = await this.parse(group, delivery);
      if (!event) continue;
      const queue = bySubject.get(event.subject);
      if (queue) queue.push({ delivery, event });
      else bySubject.set(event.subject, [{ delivery, event }]);
    }
    const queues = [...bySubject.values()];
    const work = async (): Promise<void> => {
      for (let queue = queues.shift(); queue; queue = queues.shift()) {
        for (const { delivery, event } of queue) {
          if (await this.handle(group, delivery, event)) finished.push(delivery);
        }
      }
    };
    await Promise.all(Array.from({ length: this.options.parallel }, work));
    await group.acknowledge(finished);
  }

  private async parse(group: ConsumerGroup, delivery: Delivery): Promise<StreamEvent | undefined> {
    if (delivery.fields === null) {
      await group.acknowledge([delivery]);
      return undefined;
    }
    try {
      return fromFields(delivery.fields);
    } catch (err) {
      this.options.log.error(
        { err, entry: delivery.entryId },
        'a stream entry that is no event was dead-lettered',
      );
      await group.deadLetter(delivery, String(err));
      return undefined;
    }
  }

  /** @returns whether it is finished */
  private async handle(group: ConsumerGroup, delivery: Delivery, event: StreamEvent): Promise<boolean> {
    const { db, service, handlers, maxAttempts } = this.options;
    const handler = handlers[event.type];
    if (!handler) {
      this.count(delivery.stream, 'skipped');
      return true;
    }
    const consumer = { 'messaging.consumer.group.name': service, 'tradepost.attempt': delivery.attempt };
    try {
      const isNew = await inEventSpan(event, delivery.stream, consumer, async () => {
        if (delivery.attempt > maxAttempts)
          throw new Error(`delivered ${maxAttempts} times without a result`);
        return db.tx((tx) => inbox.once(tx, service, event.id, () => handler(event, tx)));
      });
      this.count(delivery.stream, isNew ? 'done' : 'duplicate', event);
      return true;
    } catch (err) {
      await runInContext(contextOf(event), () => this.afterFailure(group, delivery, event, err));
      return false;
    }
  }

  private async afterFailure(
    group: ConsumerGroup,
    delivery: Delivery,
    event: StreamEvent,
    err: unknown,
  ): Promise<void> {
    const { db, log, maxAttempts } = this.options;
    this.retrySoon();
    const facts = { err, event: event.id, type: event.type, attempt: delivery.attempt };
    const isDatabaseThere = await db.query(sql`SELECT 1`).then(
      () => true,
      () => false,
    );
    if (!isDatabaseThere) {
      this.isDatabaseSuspect = true;
    } else if (delivery.attempt >= maxAttempts) {
      await group.deadLetter(delivery, err instanceof Error ? err.message : String(err));
      this.count(delivery.stream, 'dead');
      log.error(facts, 'an event was dead-lettered after its last attempt');
    } else {
      this.count(delivery.stream, 'retry');
      if (delivery.attempt === 1) log.warn(facts, 'an event failed and will be retried');
    }
  }
}
