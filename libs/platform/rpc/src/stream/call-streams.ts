import type { Client } from '@grpc/grpc-js';
import { type ReadyInstance, ReadyInstances } from '@tradepost/discovery';
import { CallStream } from './call-stream.ts';

/** An instance that refused a stream, or lost it, is asked again after this time. */
const REOPEN_MS = 5_000;

/**
 * The streams to the instances of a service. A call of its own costs grpc-js and HTTP/2 about ten times as much as a
 * frame in a stream (ADR 0053).
 */
export class CallStreams {
  /** For the options of the channel that the streams are opened on. */
  readonly ready = new ReadyInstances();
  private readonly streams = new Map<ReadyInstance, CallStream>();
  private readonly lostAtMs = new WeakMap<ReadyInstance, number>();
  private instances: readonly ReadyInstance[] = [];
  private client: Client | undefined;

  constructor(
    private readonly caller: string,
    private readonly maxMessageBytes: number,
  ) {}

  /** From now on there is a stream to every instance that the client is connected to. */
  openOn(client: Client): void {
    this.client = client;
    this.ready.onChange = (instances) => {
      this.instances = instances;
      for (const [instance, stream] of this.streams) if (!instances.includes(instance)) stream.finish();
      // The balancer is in the middle of its update.
      setImmediate(() => instances.forEach((instance) => this.open(instance)));
    };
  }

  /**
   * Whether every connected instance has an open stream; those that have none are asked for one. While one is missing,
   * each call is one of its own: gRPC chooses its instance, and a choice made here as well would count twice.
   */
  areOpen(): boolean {
    if (!this.client) return false;
    let areOpen = true;
    for (const instance of this.instances) {
      if (this.streams.get(instance)?.isOpen) continue;
      areOpen = false;
      this.open(instance);
    }
    return areOpen;
  }

  /** The stream for one more call, which must then be made in it. Undefined: no instance is connected. */
  choose(affinity?: number): CallStream | undefined {
    const instance = this.ready.choose(affinity);
    return instance && this.streams.get(instance);
  }

  /** As with other calls, those that were made are still answered. */
  close(): void {
    this.ready.onChange = () => {};
    this.instances = [];
    this.client = undefined;
    for (const stream of this.streams.values()) stream.finish();
  }

  private open(instance: ReadyInstance): void {
    if (!this.client || this.streams.has(instance)) return;
    if (performance.now() - (this.lostAtMs.get(instance) ?? -Infinity) < REOPEN_MS) return;
    const ended = (): void => {
      this.streams.delete(instance);
      this.lostAtMs.set(instance, performance.now());
    };
    const { client, caller, maxMessageBytes } = this;
    this.streams.set(instance, new CallStream(client, caller, instance, maxMessageBytes, ended));
  }
}
