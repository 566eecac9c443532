import { Injectable } from '@nestjs/common';
import { RetryableError } from '@tradepost/errors';
import { PurchaseSettings } from './ports/settings.ts';

interface Waiter {
  readonly enter: () => void;
}

/** Limits concurrent purchases: a number in flight, a number in a queue, the rest is refused as busy. */
@Injectable()
export class Admission {
  private readonly waiting = new Set<Waiter>();
  private inside = 0;

  constructor(private readonly limits: PurchaseSettings) {}

  /** How many are in flight, and how many wait. */
  load(): { inFlight: number; queued: number } {
    return { inFlight: this.inside, queued: this.waiting.size };
  }

  /** @throws RetryableError `busy` when the queue is full, `cancelled` when the caller leaves the queue. */
  async run<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    await this.enter(signal);
    try {
      return await work();
    } finally {
      this.leave();
    }
  }

  private async enter(signal: AbortSignal | undefined): Promise<void> {
    if (signal?.aborted) throw leftQueue();
    if (this.inside < this.limits.inFlight) {
      this.inside++;
      return;
    }
    if (this.waiting.size >= this.limits.queue)
      throw new RetryableError('busy', 'too many purchases at once', { retryAfterMs: 1_000 });
    await new Promise<void>((enter, fail) => {
      const waiter: Waiter = {
        enter: () => {
          signal?.removeEventListener('abort', giveUp);
          enter();
        },
      };
      const giveUp = (): void => {
        this.waiting.delete(waiter);
        fail(leftQueue());
      };
      signal?.addEventListener('abort', giveUp, { once: true });
      this.waiting.add(waiter);
    });
  }

  /** The place goes straight to the caller that waited longest, so that no new one can take it. */
  private leave(): void {
    const [next] = this.waiting;
    if (!next) {
      this.inside--;
      return;
    }
    this.waiting.delete(next);
    next.enter();
  }
}

const leftQueue = (): RetryableError => new RetryableError('cancelled', 'the caller left the queue');
