const TIMEOUT_MS = 1_000;

export type Collect = () => void | Promise<void>;

/** Sets gauges when the metrics are read. */
export class Collector {
  private readonly set: Collect;
  private readonly minAgeMs: number;
  private running: Promise<void> | undefined;
  private freshUntilMs = -Infinity;

  constructor(set: Collect, minAgeMs: number) {
    this.set = set;
    this.minAgeMs = minAgeMs;
  }

  /** Waits for a second at most: without its dependency the last values stay. */
  async collect(): Promise<void> {
    if (!this.running && performance.now() < this.freshUntilMs) return;
    // One that hangs must not pile up.
    this.running ??= this.run();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((done) => (timer = setTimeout(done, TIMEOUT_MS)));
    await Promise.race([this.running, late]).finally(() => clearTimeout(timer));
  }

  private async run(): Promise<void> {
    const started = performance.now();
    try {
      await this.set();
      this.freshUntilMs = started + this.minAgeMs;
    } catch {
      // The last value stays.
    } finally {
      this.running = undefined;
    }
  }
}
