/**
 * Lets the changes of one cart in this process wait for each other instead of racing: fifty clicks on one cart
 * would otherwise read, ask for prices and lose fifty times. Other replicas are kept out by the version.
 */
export class OneAtATime {
  private readonly last = new Map<string, Promise<unknown>>();

  /** Runs `work` when everything that was asked for under this key before is over. */
  async run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.last.get(key);
    const mine = before ? before.then(work, work) : work();
    this.last.set(key, mine);
    try {
      return await mine;
    } finally {
      if (this.last.get(key) === mine) this.last.delete(key);
    }
  }
}
