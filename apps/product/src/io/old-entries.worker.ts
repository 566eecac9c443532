import { Injectable } from '@nestjs/common';
import { BackgroundTask } from '@tradepost/nest';
import { Logger } from '@tradepost/observability';
import { OldEntries } from './old-entries.ts';

// An instance of the previous release may write some while it still runs.
const EVERY_MS = 10_000;
const BETWEEN_BATCHES_MS = 100;

/** Makes the search entries of earlier releases again after a deployment, while the shop runs. */
@Injectable()
export class OldEntriesWorker extends BackgroundTask {
  constructor(
    private readonly entries: OldEntries,
    private readonly log: Logger,
  ) {
    super({ name: 'old search entries', everyMs: EVERY_MS, log });
  }

  protected override async run(): Promise<number | void> {
    const renewed = await this.entries.renew();
    if (renewed === 0) return;
    this.log.info({ products: renewed }, 'search entries were made by the rules of this release');
    return BETWEEN_BATCHES_MS;
  }
}
