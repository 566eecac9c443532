import { randomUUID } from 'node:crypto';
import type { Database } from '@tradepost/database';
import { type Metrics, PLATFORM_SERIES, TABLE_AGE_MS } from '@tradepost/observability';
import type { Redis } from 'ioredis';
import { ALL_PARTITIONS, partitionOf } from './event.ts';
import { Loop, type WorkerLog } from './loop.ts';
import { PUBLISHED_KEEP_MS } from './messaging-sweeps.ts';
import {
  markPublished,
  nextBatch,
  outboxLoad,
  publishAgain,
  type RedisLife,
  type WaitingEvent,
} from './outbox-rows.ts';
import { type HeldPartition, PartitionLeases } from './partition-leases.ts';
import { ownConnection } from './redis-connection.ts';
import { RelaySignal } from './relay-signal.ts';
import { StreamWriter } from './stream-writer.ts';

// How much of its last writes a restarted Redis may have lost, whichever way it persists them.
const RESTART_MS = 900_000;
const TRIM_EVERY_MS = 60_000;
// After such a pause an event goes out at once.
const QUIET_MS = 250;
// Shorter than the lease: nothing is sent after it has ended.
const COMMAND_TIMEOUT_MS = 3_000;
const ignore = (): void => {};

export interface OutboxRelayOptions {
  /** Names the stream, `events:<service>`. */
  service: string;
  db: Database;
  redis: Redis;
  log: WorkerLog;
  metrics?: Metrics;
  /** Events per round at most (default 500). */
  batch?: number;
  /** Maximum delay of an event whose writer died before `notify` (default 1 000). */
  pollMs?: number;
  /** While events come often: how long a round waits for more of them, so that each carries more (default 50). */
  gatherMs?: number;
  /** After this long, others take over the partitions of a dead relay (default 6 000). */
  leaseMs?: number;
  /** Called after events were published; must be cheap. */
  onPublished?: (count: number) => void;
}

/**
 * Publishes the outbox to the service's stream: every event at least once, those of an aggregate in order. Any number of
 * relays share the work. While Redis is unavailable, events wait; when it comes back empty, those of the last day are
 * published again and consumers ignore duplicates.
 */
export class OutboxRelay {
  private readonly options: OutboxRelayOptions;
  private readonly holder = randomUUID();
  private readonly leases: PartitionLeases;
  private readonly loop: Loop;
  private readonly trimmer: Loop;
  private readonly signal: RelaySignal;
  private redis: Redis | undefined;
  private stream: StreamWriter | undefined;
  private epoch = '';
  private renewAt = 0;
  private pollAt = 0;
  /** Partitions in which this process wrote events; those of others are signalled to them. */
  private readonly written = new Set<number>();
  /** There may be an event in a partition of ours. */
  private isNotified = false;
  /** Positions in the stream that are not marked yet: the next read of the outbox does so. */
  private published: readonly number[] = [];
  private activeAt = -Infinity;
  private gathering: NodeJS.Timeout | undefined;
  private readonly leaseMs: number;
  private readonly count: (published: number) => void;

  constructor(options: OutboxRelayOptions) {
    const { db, log, metrics, service } = options;
    this.options = options;
    this.leaseMs = options.leaseMs ?? 6_000;
    this.leases = new PartitionLeases(db, this.holder, this.leaseMs);
    this.signal = new RelaySignal(options.redis, service);
    const name = `outbox relay of ${service}`;
    this.loop = new Loop({ name, log, round: () => this.round() });
    this.trimmer = new Loop({ name: `stream trimmer of ${service}`, log, round: () => this.trim() });
    const published = metrics?.counter(PLATFORM_SERIES.outbox.published);
    if (metrics) this.watch(metrics);
    this.count = (n) => {
      published?.inc(n);
      options.onPublished?.(n);
    };
  }

  start(): void {
    this.redis = ownConnection(this.options.redis, COMMAND_TIMEOUT_MS);
    this.stream = new StreamWriter(this.redis, this.options.service);
    this.signal.listen((partitions) => this.signalled(partitions));
    this.loop.start();
    this.trimmer.start();
  }

  /**
   * Call it after a commit that wrote events, in any process; otherwise they are published with the next poll. With the ids of
   * their aggregates only the relays that hold their partitions look for them.
   */
  notify(aggregateIds?: readonly string[]): void {
    for (const partition of aggregateIds?.map(partitionOf) ?? ALL_PARTITIONS) this.written.add(partition);
    this.wake();
  }

  async stop(): Promise<void> {
    await Promise.all([this.loop.stop(), this.trimmer.stop()]);
    clearTimeout(this.gathering);
    this.signal.close();
    this.redis?.disconnect();
    // Without the database, the leases expire by themselves, and the next holder publishes what is not marked again.
    await this.mark().catch(ignore);
    await this.leases.release().catch(ignore);
  }

  private signalled(partitions: readonly number[]): void {
    const held = this.leases.held();
    if (!partitions.some((partition) => held.includes(partition))) return;
    this.isNotified = true;
    this.wake();
  }

  private wake(): void {
    if (this.gathering) return;
    const { gatherMs = 50 } = this.options;
    if (performance.now() - this.activeAt > QUIET_MS) return this.loop.wake();
    this.gathering = setTimeout(() => {
      this.gathering = undefined;
      this.loop.wake();
    }, gatherMs);
  }

  private watch(metrics: Metrics): void {
    const { waiting, oldestAge, partitionsHeld } = PLATFORM_SERIES.outbox;
    const [waitingEvents, age] = [metrics.gauge(waiting), metrics.gauge(oldestAge)];
    const collect = async (): Promise<void> => {
      const load = await outboxLoad(this.options.db);
      waitingEvents.set(load.waiting);
      age.set(load.oldestAgeSeconds);
    };
    metrics.onScrape(collect, { minAgeMs: TABLE_AGE_MS });
    metrics.gauge(partitionsHeld, (gauge) => gauge.set(this.leases.held().length));
  }

  private async round(): Promise<number> {
    const { batch = 500, pollMs = 1_000 } = this.options;
    if (performance.now() >= this.renewAt) await this.renew();
    const partitions = this.leases.held();
    this.passOn(partitions);
    if (!this.isNotified && performance.now() < this.pollAt) return this.pauseMs();
    this.isNotified = false;
    // Until it has succeeded, each round tries again.
    this.pollAt = 0;
    const events = partitions.length > 0 ? await this.read(partitions) : [];
    if (events.length > 0 && !(await this.writer().append(events, this.epoch))) {
      this.renewAt = 0;
      return 0;
    }
    this.pollAt = performance.now() + pollMs;
    if (events.length === 0) return this.pauseMs();
    this.published = events.map((event) => event.position);
    this.activeAt = performance.now();
    this.count(events.length);
    if (events.length === batch) this.isNotified = true;
    return this.isNotified ? 0 : this.pauseMs();
  }

  /** Until the next look; no longer than until the next renewal, or the leases would expire. */
  private pauseMs(): number {
    return Math.max(Math.min(this.pollAt, this.renewAt) - performance.now(), 0);
  }

  /** Here, not in `notify`, so that a burst is one signal. */
  private passOn(held: readonly number[]): void {
    if (this.written.size === 0) return;
    const others = [...this.written].filter((partition) => !held.includes(partition));
    if (others.length < this.written.size) this.isNotified = true;
    this.written.clear();
    if (others.length === 0) return;
    this.signal.send(others);
    this.activeAt = performance.now();
  }

  private async read(partitions: readonly number[]): Promise<WaitingEvent[]> {
    const { db, service, batch: limit = 500 } = this.options;
    const { holder, published } = this;
    const events = await nextBatch(db, service, { holder, partitions, published, limit });
    this.published = [];
    return events;
  }

  /** Before partitions move to other relays, or to another Redis: what is not marked is published again. */
  private async mark(): Promise<void> {
    if (this.published.length === 0) return;
    await markPublished(this.options.db, this.holder, ALL_PARTITIONS, this.published);
    this.published = [];
  }

  /** Leases first: they must not expire while Redis is unavailable and rounds fail. */
  private async renew(): Promise<void> {
    const before = this.leases.held().join();
    const held = await this.leases.renew(() => this.mark());
    // Others may have left events in those that are new.
    if (this.leases.held().join() !== before) this.isNotified = true;
    const life = await this.writer().life();
    await this.moveTo(life, held);
    this.epoch = life.epoch;
    this.renewAt = performance.now() + this.leaseMs / 3;
  }

  private async moveTo(life: RedisLife, held: HeldPartition[]): Promise<void> {
    const emptied = held.filter((lease) => lease.epoch !== life.epoch);
    const restarted = held.filter((lease) => lease.epoch === life.epoch && lease.runId !== life.runId);
    for (const [leases, sinceMs] of [
      [emptied, PUBLISHED_KEEP_MS] as const,
      [restarted, RESTART_MS] as const,
    ]) {
      if (leases.length === 0) continue;
      await this.mark();
      const partitions = leases.map((lease) => lease.partition);
      const again = await publishAgain(this.options.db, this.holder, partitions, life, sinceMs);
      this.isNotified = true;
      if (again > 0) this.options.log.info({ again, partitions }, 'Redis lost events, publishing them again');
    }
  }

  private async trim(): Promise<number> {
    if (this.leases.held().length === 0) return TRIM_EVERY_MS / 10;
    await this.writer().trim(PUBLISHED_KEEP_MS);
    return TRIM_EVERY_MS;
  }

  private writer(): StreamWriter {
    if (!this.stream) throw new Error('OutboxRelay.start() was not called');
    return this.stream;
  }
}
