import { Discovery, type FollowedService, type InstancesListener, type Log } from './discovery.ts';
import { Snapshot } from './snapshot.ts';
import { WatchedService, type Report } from './watched-service.ts';

/** How a driver follows one service: reports until the signal aborts, never rejects. */
export type Follow = (service: string, report: Report, signal: AbortSignal) => Promise<void>;

export interface WatchingOptions {
  readonly scheme: string;
  readonly follow: Follow;
  readonly log: Log;
  /** How long instances that the registry lost all at once are retained; see WatchedService. */
  readonly graceMs?: number | undefined;
  readonly snapshotFile?: string | undefined;
}

/** A registry that has to be queried: one loop per service, shared by all listeners in the process. */
export class WatchingDiscovery extends Discovery {
  readonly scheme: string;
  private readonly options: WatchingOptions;
  private readonly snapshot: Snapshot | undefined;
  private readonly services = new Map<string, { watched: WatchedService; loop?: AbortController }>();

  constructor(options: WatchingOptions) {
    super();
    this.scheme = options.scheme;
    this.options = options;
    if (options.snapshotFile) this.snapshot = new Snapshot(options.snapshotFile, options.log);
  }

  watch(service: string, onChange: InstancesListener): () => void {
    const entry = this.entry(service);
    const remove = entry.watched.add(onChange);
    if (!entry.loop) {
      entry.loop = new AbortController();
      void this.options.follow(service, entry.watched, entry.loop.signal);
    }
    return () => {
      remove();
      // The set outlives the loop, so that a channel leaving IDLE starts with the last one known.
      if (!entry.watched.isWatched) this.endLoop(entry);
    };
  }

  override followed(): FollowedService[] {
    return [...this.services.values()].filter(({ loop }) => loop).map(({ watched }) => watched.followed);
  }

  close(): void {
    for (const entry of this.services.values()) {
      entry.watched.close();
      this.endLoop(entry);
    }
    this.services.clear();
  }

  private entry(service: string): { watched: WatchedService; loop?: AbortController } {
    const known = this.services.get(service);
    if (known) return known;
    const watched = new WatchedService({
      service,
      graceMs: this.options.graceMs ?? 30_000,
      log: this.options.log,
      remembered: () => this.snapshot?.recall(service) ?? [],
      onChange: (instances) => this.snapshot?.remember(service, instances),
    });
    const entry = { watched };
    this.services.set(service, entry);
    return entry;
  }

  private endLoop(entry: { loop?: AbortController }): void {
    entry.loop?.abort();
    delete entry.loop;
  }
}
