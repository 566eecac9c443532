import type { FollowedService, Instance, InstancesListener, Log } from './discovery.ts';

/** What a driver reports about one service. */
export interface Report {
  /**
   * The registry answered. `forgetful`: it appears to have lost its state (a restart, a restored backup), so an
   * instance it does not list may be alive and about to register again.
   */
  answered(instances: readonly Instance[], forgetful?: boolean): void;
  /** The registry did not respond. */
  unavailable(reason: string): void;
}

export interface WatchedServiceOptions {
  readonly service: string;
  readonly graceMs: number;
  readonly log: Log;
  /** The last set of an earlier process; used only when the registry is unavailable from the start. */
  readonly remembered: () => readonly Instance[];
  readonly onChange: (instances: readonly Instance[]) => void;
}

/**
 * The known instances of one service, shared by all its listeners in the process.
 *
 * An unavailable registry changes nothing: the last set stays. A registry that suddenly lists no instance, or fewer
 * while forgetful, is doubted: missing instances are retained until it lists them again, or until it has answered
 * without them for `graceMs`. Retaining a dead instance costs little, because the balancer uses only those it can
 * connect to; dropping a live one fails calls. An instance that a healthy registry removes is dropped at once.
 */
export class WatchedService implements Report {
  private readonly options: WatchedServiceOptions;
  private readonly listeners = new Set<InstancesListener>();
  private readonly doubted = new Map<string, Instance>();
  private named: readonly Instance[] = [];
  private current: readonly Instance[] | undefined;
  private note = '';
  private isUnavailable = false;
  private answeredAtMs: number | undefined;
  private graceTimer: NodeJS.Timeout | undefined;

  constructor(options: WatchedServiceOptions) {
    this.options = options;
  }

  get isWatched(): boolean {
    return this.listeners.size > 0;
  }

  /** For metrics. */
  get followed(): FollowedService {
    const { answeredAtMs, isUnavailable, options } = this;
    const answeredAgoMs = answeredAtMs === undefined ? undefined : performance.now() - answeredAtMs;
    return {
      service: options.service,
      answeredAgoMs,
      isAnswered: answeredAtMs !== undefined && !isUnavailable,
    };
  }

  /** Adds a listener and calls it with the current set in a microtask. */
  add(onChange: InstancesListener): () => void {
    const listener: InstancesListener = (instances, note) => onChange(instances, note);
    this.listeners.add(listener);
    queueMicrotask(() => {
      if (this.current && this.listeners.has(listener)) listener(this.current, this.note);
    });
    return () => this.listeners.delete(listener);
  }

  close(): void {
    this.listeners.clear();
    this.stopGrace();
  }

  answered(instances: readonly Instance[], forgetful = false): void {
    if (this.isUnavailable) this.log('info', 'the registry responds again');
    this.isUnavailable = false;
    this.answeredAtMs = performance.now();
    const isSuddenlyEmpty = instances.length === 0 && this.doubted.size === 0;
    if (forgetful || isSuddenlyEmpty) this.doubt(instances);
    this.named = instances;
    this.settle();
  }

  unavailable(reason: string): void {
    // An unavailable registry proves nothing: the grace period runs only while it responds.
    this.stopGrace();
    const known = this.current ?? this.options.remembered();
    if (!this.isUnavailable) {
      this.log('warn', 'the registry does not respond; keeping the last known instances', {
        reason,
        instances: known.length,
      });
    }
    this.isUnavailable = true;
    this.publish(known, `the registry does not respond: ${reason}`);
  }

  /** Retains the instances that the answer lacks, and restarts the grace period. */
  private doubt(answer: readonly Instance[]): void {
    const missing = (this.current ?? []).filter((known) => !answer.some((named) => named.id === known.id));
    if (missing.length === 0) return;
    this.log('warn', 'the registry lost instances all at once; retaining them for the grace period', {
      instances: missing.length,
    });
    for (const instance of missing) this.doubted.set(instance.id, instance);
    this.stopGrace();
  }

  /** The listed instances, and the retained ones unless a newer instance has taken their address. */
  private settle(): void {
    for (const { id } of this.named) this.doubted.delete(id);
    if (this.doubted.size === 0) this.stopGrace();
    else this.graceTimer ??= setTimeout(() => this.endGrace(), this.options.graceMs).unref();
    const taken = new Set(this.named.map(addressOf));
    const kept = [...this.doubted.values()].filter((instance) => !taken.has(addressOf(instance)));
    this.publish(
      [...this.named, ...kept],
      this.named.length === 0 ? 'the registry lists no healthy instance' : '',
    );
  }

  private endGrace(): void {
    this.log('info', 'instances that the registry lost did not register again', {
      instances: this.doubted.size,
    });
    this.doubted.clear();
    this.settle();
  }

  private stopGrace(): void {
    clearTimeout(this.graceTimer);
    this.graceTimer = undefined;
  }

  private publish(instances: readonly Instance[], note: string): void {
    const next = instances.toSorted((a, b) => (a.id < b.id ? -1 : 1));
    // Registries notify about unrelated changes too, and each push makes channels rebuild their lists.
    const isSameSet = this.current !== undefined && JSON.stringify(next) === JSON.stringify(this.current);
    const isSameNote = next.length > 0 || note === this.note;
    this.current = next;
    this.note = note;
    if (isSameSet && isSameNote) return;
    if (!isSameSet) this.options.onChange(next);
    for (const listener of this.listeners) listener(next, note);
  }

  private log(level: 'info' | 'warn', message: string, facts?: Record<string, unknown>): void {
    this.options.log(level, `${this.options.service}: ${message}`, facts);
  }
}

function addressOf(instance: Instance): string {
  return `${instance.host} ${instance.port}`;
}
