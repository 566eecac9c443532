import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { sql, type Database } from '@tradepost/database';
import { type Metrics, PLATFORM_SERIES, runInContext } from '@tradepost/observability';
import type { Redis } from 'ioredis';
import { applyEvents, type BatchHandler, type Delivered, type EventHandler } from './apply-events.ts';
import { ConsumerGroup, type Delivery, type Pending } from './consumer-group.ts';
import { DeadLetters } from './dead-letters.ts';
import { fromFields, type StreamEvent, streamOf } from './event.ts';
import { contextOf } from './event-spans.ts';
import { Loop, type WorkerLog } from './loop.ts';
import { ownConnection } from './redis-connection.ts';
import { watchDeadLetters, watchStreams } from './stream-metrics.ts';

export interface StreamConsumerOptions {
  /** The consuming service: name of its group, inbox rows and dead letters. */
  service: string;
  /** The publishing services. */
  from: readonly string[];
  /** By event type; other types are acknowledged without a handler. */
  handlers: { readonly [type: string]: EventHandler | BatchHandler };
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
  /** Aggregates handled in parallel after a failure (default 4). */
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
  /** Acknowledged with the next read. */
  private finished: Delivery[] = [];

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
    await this.acknowledge().catch(() => {});
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
    const read = await this.group.read(this.options.batch, waitMs, this.finished);
    this.finished = [];
    await this.handleAll(this.group, read);
    const now = performance.now();
    if (now >= Math.min(this.lookAt, this.retryAt)) {
      await this.acknowledge();
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

  private async acknowledge(): Promise<void> {
    await this.group?.acknowledge(this.finished);
    this.finished = [];
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

  /** All in one transaction; if that fails, each in its own, so that only the one at fault is retried. */
  private async handleAll(group: ConsumerGroup, deliveries: readonly Delivery[]): Promise<void> {
    const wanted: Delivered[] = [];
    for (const delivery of deliveries) {
      const event = await this.parse(group, delivery);
      if (!event) continue;
      if (this.options.handlers[event.type]) wanted.push({ delivery, event });
      else this.finish(delivery, 'skipped');
    }
    if (wanted.length > 1 && (await this.handleTogether(wanted))) return;
    await this.handleEach(group, wanted);
  }

  private async handleTogether(wanted: readonly Delivered[]): Promise<boolean> {
    try {
      await this.apply(wanted);
      return true;
    } catch {
      return false;
    }
  }

  /** Aggregates in parallel, the events of one in order. */
  private async handleEach(group: ConsumerGroup, wanted: readonly Delivered[]): Promise<void> {
    const queues = [...Map.groupBy(wanted, ({ event }) => event.subject).values()];
    const work = async (): Promise<void> => {
      for (let queue = queues.shift(); queue; queue = queues.shift()) {
        for (const one of queue) await this.handle(group, one);
      }
    };
    await Promise.all(Array.from({ length: this.options.parallel }, work));
  }

  private async apply(wanted: readonly Delivered[]): Promise<void> {
    const fresh = await applyEvents(wanted, this.options);
    for (const { delivery, event } of wanted)
      this.finish(delivery, fresh.has(event) ? 'done' : 'duplicate', event);
  }

  private finish(delivery: Delivery, outcome: Outcome, event?: StreamEvent): void {
    this.count(delivery.stream, outcome, event);
    this.finished.push(delivery);
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

  private async handle(group: ConsumerGroup, one: Delivered): Promise<void> {
    const { delivery, event } = one;
    try {
      await this.apply([one]);
    } catch (err) {
      await runInContext(contextOf(event), () => this.afterFailure(group, delivery, event, err));
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
