import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { Loop, type LoopOptions } from '@tradepost/messaging';

export interface BackgroundTaskOptions extends Omit<LoopOptions, 'round'> {
  /** The pause between rounds, unless a round asks for another. */
  readonly everyMs: number;
}

/**
 * Work that repeats for as long as the application runs: a sweeper, a poll. It starts with the application and stops,
 * after the round it is in, with it. Any number of replicas may run it. A failing round is retried with growing pauses.
 */
export abstract class BackgroundTask implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly loop: Loop;

  constructor({ everyMs, ...options }: BackgroundTaskOptions) {
    this.loop = new Loop({ ...options, round: async () => (await this.run()) ?? everyMs });
  }

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  onApplicationShutdown(): Promise<void> {
    return this.loop.stop();
  }

  /**
   * One round. It may return the pause until the next one in milliseconds instead of `everyMs`: 0 when there is more to
   * do, `Infinity` when the work is done until `wake()`.
   */
  protected abstract run(): Promise<number | void>;

  /** False once the application stops; long rounds check it between batches. */
  protected get isRunning(): boolean {
    return this.loop.isRunning;
  }

  /** Starts the next round now, unless the last one failed. */
  protected wake(): void {
    this.loop.wake();
  }
}
