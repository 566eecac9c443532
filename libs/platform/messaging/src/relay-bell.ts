import type { Redis } from 'ioredis';
import { ownConnection } from './redis-connection.ts';

const TIMEOUT_MS = 3_000;
const ignore = (): void => {};

/**
 * Wakes the relays of a service in other processes, whose partitions an event may belong to. A ring that nobody hears
 * is lost; the poll is for that.
 */
export class RelayBell {
  private readonly redis: Redis;
  private readonly channel: string;
  private ears: Redis | undefined;

  constructor(redis: Redis, service: string) {
    this.redis = redis;
    this.channel = `relays:${service}`;
  }

  listen(onRing: () => void): void {
    // Who listens can do nothing else on a connection.
    const ears = ownConnection(this.redis, TIMEOUT_MS);
    ears.on('ready', () => void ears.subscribe(this.channel).catch(ignore));
    ears.on('message', onRing);
    this.ears = ears;
  }

  ring(): void {
    this.redis.publish(this.channel, '').catch(ignore);
  }

  close(): void {
    this.ears?.disconnect();
  }
}
