import type { MessageHandler } from '@nestjs/microservices';
import {
  type BatchHandler,
  type EventHandler,
  StreamConsumer,
  type StreamConsumerOptions,
  type StreamEvent,
} from '@tradepost/messaging';
import type { Transaction } from '@tradepost/database';
import { isObservable, lastValueFrom } from 'rxjs';
import { PlatformTransport, type TransportOptions } from '../transport/platform-transport.ts';

/** The transport of event handlers. A symbol, or Nest would offer them to the gRPC transport as well. */
export const STREAMS = Symbol('redis streams');

/** What a handler knows besides the message. */
export interface EventContext {
  readonly event: StreamEvent;
  /** The effect must be written in here: it commits together with the inbox row, so it happens once. */
  readonly tx: Transaction;
}

/** What a handler of several events knows besides the messages. */
export interface EventsContext {
  readonly events: readonly StreamEvent[];
  /** As that of `EventContext`. */
  readonly tx: Transaction;
}

/** Marks a handler that takes events together. */
export const TOGETHER = { together: true };

/** `service` is the one that consumes. */
export type StreamsTransportOptions = TransportOptions & Omit<StreamConsumerOptions, 'from' | 'handlers'>;

/**
 * Events for Nest: `app.connectMicroservice({ strategy: app.get(StreamsTransport) }, { inheritAppConfig: true })`. It
 * reads the streams of the services whose events have a handler (`shop.order.v1.…` comes from `order`). Inbox, retries
 * and dead letters are those of `StreamConsumer`.
 */
export class StreamsTransport extends PlatformTransport {
  override readonly transportId = STREAMS;
  /** A failed event is retried and finally dead-lettered; Nest must not swallow the error. */
  override readonly propagatesEventHandlerErrors = true;
  private consumer: StreamConsumer | undefined;

  constructor(private readonly options: StreamsTransportOptions) {
    super(options);
  }

  override unwrap<T>(): T {
    return this.consumer as T;
  }

  protected override accept(
    pattern: unknown,
    handler: MessageHandler,
    isEvent: boolean,
    extras: object,
  ): void {
    if (!isEvent) return;
    const type = String(pattern);
    // Nest would run several handlers of one event concurrently, in a transaction that takes one statement at a time.
    if (this.messageHandlers.has(type))
      throw new Error(`Two handlers of ${type}. Write one that calls both, in the order that matters.`);
    this.messageHandlers.set(type, Object.assign(handler, { extras }));
  }

  protected override async start(): Promise<void> {
    const handlers = Object.fromEntries(
      [...this.messageHandlers].map(([type, handler]) => [type, this.effectOf(handler)]),
    );
    const from = [...new Set(Object.keys(handlers).map((type) => type.split('.')[1] ?? ''))];
    if (from.length === 0) return;
    this.consumer = new StreamConsumer({ ...this.options, from, handlers });
    this.consumer.start();
  }

  /** Ends after the events being handled. */
  protected override async stop(): Promise<void> {
    await this.consumer?.stop();
  }

  private effectOf(handler: MessageHandler): EventHandler | BatchHandler {
    if (isTogether(handler)) return { together: (events, tx) => this.run(handler, events, { events, tx }) };
    return (event, tx) => this.run(handler, event, { event, tx });
  }

  private run(
    handler: MessageHandler,
    data: StreamEvent | readonly StreamEvent[],
    context: EventContext | EventsContext,
  ): Promise<void> {
    return this.processed(context, async () => {
      const result: unknown = await handler(data, context);
      if (isObservable(result)) await lastValueFrom(result, { defaultValue: undefined });
    });
  }
}

const isTogether = ({ extras }: MessageHandler): boolean => extras?.['together'] === TOGETHER.together;
