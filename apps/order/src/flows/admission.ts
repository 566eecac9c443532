import { NotYet } from '@tradepost/errors';

export type AdmissionLimits = {
  /** Purchases worked on at once: more of them only wait for the same connections. */
  readonly inFlight: number;
  /** Purchases that may wait for a place; more are sent away at once. */
  readonly queue: number;
};

type Waiter = { readonly enter: () => void };

/** Lets so many in at once, lets so many wait, sends the rest away with a time to come back. */
export class Admission {
  private readonly waiting = new Set<Waiter>();
  private inside = 0;

  constructor(private readonly limits: AdmissionLimits) {}

  /** How many are inside and how many wait. */
  load(): { inFlight: number; queued: number } {
    return { inFlight: this.inside, queued: this.waiting.size };
  }

  /** @throws NotYet `busy` when the queue is full, `cancelled` when the caller leaves the queue. */
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
      throw new NotYet('busy', 'too many purchases at once', { retryAfterMs: 1_000 });
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

  /** The place goes straight to who waited longest, so nobody can slip in between. */
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

const leftQueue = (): NotYet => new NotYet('cancelled', 'the caller left the queue');
