import { Injectable } from '@nestjs/common';
import { BackgroundTask } from '@tradepost/nest';
import { Logger } from '@tradepost/observability';
import { CatalogueFeed } from './catalogue-feed.ts';

// Often enough for an instance that nobody asks for a list to miss nothing that is swept.
const EVERY_MS = 60_000;

/** Reads changes while nobody asks for a list, and sweeps those that every instance has read. */
@Injectable()
export class CatalogueFeedWorker extends BackgroundTask {
  constructor(
    private readonly feed: CatalogueFeed,
    log: Logger,
  ) {
    super({ name: 'catalogue feed', everyMs: EVERY_MS, log });
  }

  protected override async run(): Promise<void> {
    await this.feed.refresh();
    await this.feed.sweep();
  }
}
