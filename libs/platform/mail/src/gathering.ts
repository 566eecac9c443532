interface Waiting<T> {
  readonly item: T;
  readonly done: () => void;
  readonly fail: (error: unknown) => void;
}

/** Calls `work` with one item or with many: those of one turn, or that came while the call before was under way. */
export class Gathering<T> {
  private readonly work: (items: T[]) => Promise<void>;
  private waiting: Waiting<T>[] = [];
  private isWorking = false;

  constructor(work: (items: T[]) => Promise<void>) {
    this.work = work;
  }

  /** Ends with the call that had the item. */
  add(item: T): Promise<void> {
    return new Promise((done, fail) => {
      this.waiting.push({ item, done, fail });
      if (this.isWorking) return;
      this.isWorking = true;
      setImmediate(() => void this.run());
    });
  }

  private async run(): Promise<void> {
    while (this.waiting.length > 0) {
      const batch = this.waiting.splice(0);
      try {
        await this.work(batch.map(({ item }) => item));
        for (const { done } of batch) done();
      } catch (error) {
        for (const { fail } of batch) fail(error);
      }
    }
    this.isWorking = false;
  }
}
