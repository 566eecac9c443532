import type {
  Abstract,
  FactoryProvider,
  OnApplicationBootstrap,
  OnApplicationShutdown,
  Type,
} from '@nestjs/common';

/** A worker of a library that knows nothing of Nest, such as `OutboxRelay` or `MailWorker`. */
export interface Startable {
  start(): void;
  stop(): Promise<void>;
}

class Lifecycle implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(private readonly worker: Startable) {}

  onApplicationBootstrap(): void {
    this.worker.start();
  }

  onApplicationShutdown(): Promise<void> {
    return this.worker.stop();
  }
}

/** A provider that starts a worker with the application and stops it with it: `providers: [relay, startWithApp(OutboxRelay)]`. */
export function startWithApp(worker: Type<Startable> | Abstract<Startable>): FactoryProvider {
  return {
    provide: `Lifecycle(${worker.name})`,
    inject: [worker],
    useFactory: (instance: Startable) => new Lifecycle(instance),
  };
}
