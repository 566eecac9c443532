import { type CustomTransportStrategy, type MessageHandler, Server } from '@nestjs/microservices';
import { checkThatErrorsArrive, PROBE } from './transport-probe.ts';

export interface TransportOptions {
  /** Awaited before the transport listens, for example until the database answers. */
  readonly untilReady?: (stopped: AbortSignal) => Promise<void>;
}

/** What our transports have in common: the checks before they listen, and Nest's processing hooks. */
export abstract class PlatformTransport extends Server<never> implements CustomTransportStrategy {
  private readonly stopped = new AbortController();
  private isInitialized = false;
  private probe: MessageHandler | undefined;
  /** What Nest sets at first. */
  private readonly noStartHook = this.onProcessingStartHook;
  /** True once handlers may be called. */
  isListening = false;

  constructor(private readonly transportOptions: TransportOptions) {
    super();
  }

  /** Nest calls this after every `onModuleInit`. */
  onApplicationBootstrap(): void {
    this.isInitialized = true;
  }

  override addHandler(pattern: unknown, handler: MessageHandler, isEvent = false, extras: object = {}): void {
    if (pattern === PROBE) this.probe = handler;
    else this.accept(pattern, handler, isEvent, extras);
  }

  override listen(callback: (error?: unknown) => void): void {
    this.begin().then(() => callback(), callback);
  }

  override async close(): Promise<void> {
    this.stopped.abort();
    this.isListening = false;
    await this.stop();
  }

  override on(): never {
    throw new Error('This transport emits no events.');
  }

  protected abstract accept(
    pattern: unknown,
    handler: MessageHandler,
    isEvent: boolean,
    extras: object,
  ): void;
  protected abstract start(): Promise<void>;
  protected abstract stop(): Promise<void>;

  /** Runs a handler between Nest's processing hooks, which instrumentation may have set. Without them it costs nothing. */
  protected processed<T>(context: object, work: () => Promise<T>): Promise<T> {
    if (this.onProcessingStartHook === this.noStartHook && !this.onProcessingEndHook) return work();
    return new Promise((resolve, reject) =>
      this.runWithProcessingHooks(context as never, (end) => work().finally(end).then(resolve, reject)),
    );
  }

  private async begin(): Promise<void> {
    if (!this.isInitialized) {
      throw new Error(
        'startAllMicroservices() ran before app.listen() or app.init(): handlers would answer before onModuleInit. ' +
          'Call app.listen() first, and provide the transport in a module.',
      );
    }
    await checkThatErrorsArrive(this.probe);
    await this.transportOptions.untilReady?.(this.stopped.signal);
    if (this.stopped.signal.aborted) return;
    await this.start();
    this.isListening = true;
  }
}
