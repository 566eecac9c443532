import { Injectable } from '@nestjs/common';
import { BackgroundTask } from '@tradepost/nest';
import { Logger } from '@tradepost/observability';
import type { AvailabilityNotifier } from '../flows/ports.ts';
import { AvailabilityChanges, BATCH } from './availability-changes.ts';

// Holds within this time become one event per product.
const REST_MS = 100;
// The process that writes a change wakes its own worker; this is for changes of processes that died right after.
const IDLE_MS = 5_000;

/** Publishes changes of availability soon after they were written. */
@Injectable()
export class AvailabilityWorker extends BackgroundTask implements AvailabilityNotifier {
  constructor(
    private readonly changes: AvailabilityChanges,
    log: Logger,
  ) {
    super({ name: 'availability changes', everyMs: IDLE_MS, restMs: REST_MS, log });
  }

  notify(): void {
    this.wake();
  }

  protected override async run(): Promise<number | void> {
    if ((await this.changes.publish()) === BATCH) return 0;
  }
}
