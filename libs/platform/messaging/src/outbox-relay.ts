import { randomUUID } from 'node:crypto';
import type { Database } from '@tradepost/database';
import type { Metrics } from '@tradepost/observability';
import type { Redis } from 'ioredis';
import { PARTITIONS } from './event.ts';
import { Loop, type WorkerLog } from './loop.ts';
import {
  markPublished,
  nextBatch,
  oldestAge,
  publishAgain,
  type RedisLife,
  sweepPublished,
} from './outbox-rows.ts';
import { type HeldPartition, PartitionLeases } from './partition-leases.ts';
import { ownConnection } from './redis-connection.ts';
import { RelayBell } from './relay-bell.ts';
import { StreamWriter } from './stream-writer.ts';

const DAY_MS = 86_400_000;
// What a restarted Redis may have lost of its last writes, whichever way it saves them.
const RESTART_MS = 900_000;
const SWEEP_EVERY_MS = 60_000;
// Below the lease: nothing is sent any more when it is over.
const COMMAND_TIMEOUT_MS = 3_000;
const ignore = (): void => {};

export type OutboxRelayOptions = {
  /** Names the stream, `events:<service>`. */
  service: string;
  db: Database;
  redis: Redis;
  log: WorkerLog;
  metrics?: Metrics;
  /** Events per round at most (default 500). */
  batch?: number;
  /** How long an event waits at most when its writer died before it called `notify` (default 1 000). */
  pollMs?: number;
  /** Rounds under load are this far apart, so that they carry more each (default 20). */
  restMs?: number;
  /** After this long others take over the partitions of a dead relay (default 6 000). */
  leaseMs?: number;
  /** Told when an event went out; for tests and counters, must be cheap. */
  onPublished?: (count: number) => void;
};

/**
 * Publishes the outbox to the service's stream, every event at least once and each aggregate's in order. Any
 * number of relays share the work. Redis may be away (events wait) or come back empty (the last day's events are
 * published again, consumers drop what they know).
 */
export class OutboxRelay {
  private readonly options: OutboxRelayOptions;
  private readonly holder = randomUUID();
  private readonly leases: PartitionLeases;
  private readonly loop: Loop;
  private readonly sweeper: Loop;
  private readonly bell: RelayBell;
  private redis: Redis | undefined;
  private stream: StreamWriter | undefined;
  private epoch = '';
  private renewAt = 0;
  private isNotified = false;
  private readonly leaseMs: number;
  private readonly count: (published: number) => void;

  constructor(options: OutboxRelayOptions) {
    const { db, log, metrics, service } = options;
    this.options = options;
    this.leaseMs = options.leaseMs ?? 6_000;
    this.leases = new PartitionLeases(db, this.holder, this.leaseMs);
    this.bell = new RelayBell(options.redis, service);
    const name = `outbox relay of ${service}`;
    this.loop = new Loop({ name, log, round: () => this.round(), restMs: options.restMs ?? 20 });
    this.sweeper = new Loop({ name: `outbox sweeper of ${service}`, log, round: () => this.sweep() });
    const published = metrics?.counter('outbox_published_total', 'Events published to the stream');
    metrics?.gauge('outbox_oldest_age_seconds', 'Age of the oldest event that waits', [], async (gauge) => {
      // Without the database the last value stands; the other metrics must still be told.
      await oldestAge(db).then((age) => gauge.set(age), ignore);
    });
    this.count = (n) => {
      published?.inc(n);
      options.onPublished?.(n);
    };
  }

  start(): void {
    this.redis = ownConnection(this.options.redis, COMMAND_TIMEOUT_MS);
    this.stream = new StreamWriter(this.redis, this.options.service);
    this.bell.listen(() => this.loop.wake());
    this.loop.start();
    this.sweeper.start();
  }

  /** Call after a commit that wrote events, in whichever process; without it they go out with the next poll. */
  notify(): void {
    this.isNotified = true;
    this.loop.wake();
  }

  async stop(): Promise<void> {
    await Promise.all([this.loop.stop(), this.sweeper.stop()]);
    this.bell.close();
    this.redis?.disconnect();
    // When the database is away too, the leases end by themselves.
    await this.leases.release().catch(ignore);
  }

  private async round(): Promise<number> {
    const { db, service, batch = 500, pollMs = 1_000 } = this.options;
    if (performance.now() >= this.renewAt) await this.renew();
    const partitions = this.leases.held();
    // Here and not in `notify`: the rest between rounds makes one ring of many.
    if (this.isNotified && partitions.length < PARTITIONS) this.bell.ring();
    this.isNotified = false;
    const events = partitions.length > 0 ? await nextBatch(db, service, partitions, batch) : [];
    // No longer than to the next renewal, or nobody would hold the partitions.
    const pauseMs = Math.min(pollMs, this.renewAt - performance.now());
    if (events.length === 0) return pauseMs;
    if (!(await this.writer().append(events, this.epoch))) {
      this.renewAt = 0;
      return 0;
    }
    const positions = events.map((event) => event.position);
    this.count(await markPublished(db, this.holder, partitions, positions));
    return events.length === batch ? 0 : pauseMs;
  }

  /** Leases first: they must not end while Redis is away and the rounds fail. */
  private async renew(): Promise<void> {
    const held = await this.leases.renew();
    const life = await this.writer().life();
    await this.moveTo(life, held);
    this.epoch = life.epoch;
    this.renewAt = performance.now() + this.leaseMs / 3;
  }

  private async moveTo(life: RedisLife, held: HeldPartition[]): Promise<void> {
    const emptied = held.filter((lease) => lease.epoch !== life.epoch);
    const restarted = held.filter((lease) => lease.epoch === life.epoch && lease.runId !== life.runId);
    for (const [leases, sinceMs] of [[emptied, DAY_MS] as const, [restarted, RESTART_MS] as const]) {
      if (leases.length === 0) continue;
      const partitions = leases.map((lease) => lease.partition);
      const again = await publishAgain(this.options.db, this.holder, partitions, life, sinceMs);
      if (again > 0) this.options.log.info({ again, partitions }, 'Redis lost events, publishing them again');
    }
  }

  private async sweep(): Promise<number> {
    if (this.leases.held().length === 0) return SWEEP_EVERY_MS / 10;
    while (this.loop.isRunning && (await sweepPublished(this.options.db, DAY_MS)) > 0);
    await this.writer().trim(DAY_MS);
    return SWEEP_EVERY_MS;
  }

  private writer(): StreamWriter {
    if (!this.stream) throw new Error('the relay was not started');
    return this.stream;
  }
}
