import { Injectable } from '@nestjs/common';
import { CartStore, Clock } from './ports.ts';

const DAY_MS = 86_400_000;

// The most rows that one statement locks.
const BATCH = 500;

@Injectable()
export class ExpireCarts {
  constructor(
    private readonly store: CartStore,
    private readonly clock: Clock,
  ) {}

  /** Expires guest carts without a change for `days`; returns their number. Safe with many replicas. */
  async run(days: number, isStopped: () => boolean): Promise<number> {
    const now = this.clock.now();
    const before = new Date(now.getTime() - days * DAY_MS);
    let total = 0;
    for (let expired = BATCH; expired === BATCH && !isStopped(); total += expired)
      expired = await this.store.expireGuests(before, BATCH, now);
    return total;
  }
}
