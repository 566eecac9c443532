/**
 * Runs the tasks of one key one after the other. Concurrent changes of one cart would otherwise each read it and ask for
 * prices, and all but one would lose the race. It works within this process; other replicas are kept out by `revision`.
 */
export class KeyedQueue {
  private readonly last = new Map<string, Promise<unknown>>();

  async run<T>(key: string, task: () => Promise<T>): Promise<T> {
    const previous = this.last.get(key);
    const mine = previous ? previous.then(task, task) : task();
    this.last.set(key, mine);
    try {
      return await mine;
    } finally {
      if (this.last.get(key) === mine) this.last.delete(key);
    }
  }
}
