import type { Redis } from 'ioredis';
import { ALL_PARTITIONS } from './event.ts';
import { ownConnection } from './redis-connection.ts';

const TIMEOUT_MS = 3_000;
/** The release before sends an empty text, which is for all. */
const partitionsIn = (text: string): readonly number[] =>
  text === '' ? ALL_PARTITIONS : text.split(',').map(Number);
const ignore = (): void => {};

/**
 * Wakes the relays of a service in other processes that hold the partitions of an event. A lost signal does no harm: relays
 * also poll.
 */
export class RelaySignal {
  private readonly redis: Redis;
  private readonly channel: string;
  private subscriber: Redis | undefined;

  constructor(redis: Redis, service: string) {
    this.redis = redis;
    this.channel = `relays:${service}`;
  }

  listen(onSignal: (partitions: readonly number[]) => void): void {
    // A connection that subscribes can do nothing else.
    const subscriber = ownConnection(this.redis, TIMEOUT_MS);
    subscriber.on('ready', () => void subscriber.subscribe(this.channel).catch(ignore));
    subscriber.on('message', (_channel, text: string) => onSignal(partitionsIn(text)));
    this.subscriber = subscriber;
  }

  send(partitions: readonly number[]): void {
    this.redis.publish(this.channel, partitions.join()).catch(ignore);
  }

  close(): void {
    this.subscriber?.disconnect();
  }
}
