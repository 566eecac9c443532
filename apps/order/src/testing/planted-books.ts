import { money } from '@tradepost/decision';
import type { Booking, ComparedHold } from '../domain/reconciliation.ts';
import { Holds } from '../flows/reconcile.ts';
import { FakeProvider, neighbourDown } from './fake-neighbours.ts';

export const HOUR_AGO = new Date(Date.now() - 3_600_000);

/** A provider whose books can be read; each order's authorisation as the spec wrote it. */
export class BookedProvider extends FakeProvider {
  isAway = false;

  override async *list(): AsyncGenerator<readonly Booking[]> {
    await Promise.resolve();
    if (this.isAway) neighbourDown();
    yield [...this.books].map(([key, { amountMinor, state, captured, refunded }]) => ({
      ...{ provider: this.name, key, state, amount: money(amountMinor, 'GBP') },
      ...{ capturedMinor: captured, refundedMinor: refunded, at: HOUR_AGO },
    }));
  }
}

/** Product's holds, as the spec wrote them. */
export class PlantedHolds extends Holds {
  readonly all: ComparedHold[] = [];
  /** Runs while the holds are read. */
  during: () => Promise<void> = () => Promise.resolve();

  override async *list(): AsyncGenerator<readonly ComparedHold[]> {
    await this.during();
    yield this.all;
  }
}
