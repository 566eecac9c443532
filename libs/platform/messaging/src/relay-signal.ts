import type { Redis } from 'ioredis';
import { ownConnection } from './redis-connection.ts';

const TIMEOUT_MS = 3_000;
const ignore = (): void => {};

/**
 * Wakes the relays of a service in other processes, whose partitions an event may belong to. A lost signal does no
 * harm: relays also poll.
 */
export class RelaySignal {
  private readonly redis: Redis;
  private readonly channel: string;
  private subscriber: Redis | undefined;

  constructor(redis: Redis, service: string) {
    this.redis = redis;
    this.channel = `relays:${service}`;
  }

  listen(onSignal: () => void): void {
    // A connection that subscribes can do nothing else.
    const subscriber = ownConnection(this.redis, TIMEOUT_MS);
    subscriber.on('ready', () => void subscriber.subscribe(this.channel).catch(ignore));
    subscriber.on('message', onSignal);
    this.subscriber = subscriber;
  }

  send(): void {
    this.redis.publish(this.channel, '').catch(ignore);
  }

  close(): void {
    this.subscriber?.disconnect();
  }
}
