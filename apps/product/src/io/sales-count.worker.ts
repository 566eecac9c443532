import { Injectable } from '@nestjs/common';
import { BackgroundTask } from '@tradepost/nest';
import { Logger } from '@tradepost/observability';
import { Clock } from '../flows/ports.ts';
import { SalesCount } from './sales-count.ts';

const EVERY_MS = 10_000;

@Injectable()
export class SalesCountWorker extends BackgroundTask {
  constructor(
    private readonly sales: SalesCount,
    private readonly clock: Clock,
    log: Logger,
  ) {
    super({ name: 'sales count', everyMs: EVERY_MS, log });
  }

  protected override run(): Promise<void> {
    return this.sales.count(this.clock.now());
  }
}
