import type { Instance, InstancesListener, Log } from './discovery.ts';

/** What a driver tells about one service. */
export interface Report {
  /**
   * The registry answered. `forgetful` means that it shows signs of having lost its memory (a restart, a restored
   * backup), so that an instance it does not name may be alive and about to register again.
   */
  answered(instances: readonly Instance[], forgetful?: boolean): void;
  /** The registry did not answer. */
  silent(reason: string): void;
}

export interface WatchedServiceOptions {
  readonly service: string;
  readonly graceMs: number;
  readonly log: Log;
  /** The set an earlier process saw last; asked only when the registry is silent from the start. */
  readonly remembered: () => readonly Instance[];
  readonly onChange: (instances: readonly Instance[]) => void;
}

/**
 * The truth about one service, shared by all its listeners in the process.
 *
 * A registry that is silent changes nothing: the last set stays for as long as the silence lasts. A registry that
 * answers with nothing at all, or with fewer while forgetful, is doubted: instances of the last set that it does
 * not name are kept until it has named them once, or until it has gone on answering without them for `graceMs`.
 * Keeping an instance that is really gone costs little, because a balancer uses only those it can connect to;
 * dropping one that is alive fails calls. An instance that a sane registry drops among others is gone at once.
 */
export class WatchedService implements Report {
  readonly #options: WatchedServiceOptions;
  readonly #listeners = new Set<InstancesListener>();
  readonly #doubted = new Map<string, Instance>();
  #named: readonly Instance[] = [];
  #current: readonly Instance[] | undefined;
  #note = '';
  #isSilent = false;
  #graceTimer: NodeJS.Timeout | undefined;

  constructor(options: WatchedServiceOptions) {
    this.#options = options;
  }

  get isWatched(): boolean {
    return this.#listeners.size > 0;
  }

  /** Adds a listener and tells it what is known, after the caller's turn. */
  add(onChange: InstancesListener): () => void {
    const listener: InstancesListener = (instances, note) => onChange(instances, note);
    this.#listeners.add(listener);
    queueMicrotask(() => {
      if (this.#current && this.#listeners.has(listener)) listener(this.#current, this.#note);
    });
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    this.#listeners.clear();
    this.#stopGrace();
  }

  answered(instances: readonly Instance[], forgetful = false): void {
    if (this.#isSilent) this.#log('info', 'the registry answers again');
    this.#isSilent = false;
    const isSuddenlyEmpty = instances.length === 0 && this.#doubted.size === 0;
    if (forgetful || isSuddenlyEmpty) this.#doubt(instances);
    this.#named = instances;
    this.#settle();
  }

  silent(reason: string): void {
    // Silence proves nothing: the time of grace runs only while the registry answers.
    this.#stopGrace();
    const known = this.#current ?? this.#options.remembered();
    if (!this.#isSilent) {
      this.#log('warn', 'the registry is silent; keeping what is known', { reason, instances: known.length });
    }
    this.#isSilent = true;
    this.#publish(known, `the registry is silent: ${reason}`);
  }

  /** Starts, or starts again, to keep what is known in spite of what the registry says. */
  #doubt(answer: readonly Instance[]): void {
    const missing = (this.#current ?? []).filter((known) => !answer.some((named) => named.id === known.id));
    if (missing.length === 0) return;
    this.#log('warn', 'the registry lost instances all at once; keeping them for now', {
      instances: missing.length,
    });
    for (const instance of missing) this.#doubted.set(instance.id, instance);
    this.#stopGrace();
  }

  /** What the registry names, and those kept in doubt unless a newer instance has taken their address. */
  #settle(): void {
    for (const { id } of this.#named) this.#doubted.delete(id);
    if (this.#doubted.size === 0) this.#stopGrace();
    else this.#graceTimer ??= setTimeout(() => this.#endGrace(), this.#options.graceMs).unref();
    const taken = new Set(this.#named.map(addressOf));
    const kept = [...this.#doubted.values()].filter((instance) => !taken.has(addressOf(instance)));
    this.#publish(
      [...this.#named, ...kept],
      this.#named.length === 0 ? 'the registry knows no healthy instance' : '',
    );
  }

  #endGrace(): void {
    this.#log('info', 'instances that the registry lost did not come back', {
      instances: this.#doubted.size,
    });
    this.#doubted.clear();
    this.#settle();
  }

  #stopGrace(): void {
    clearTimeout(this.#graceTimer);
    this.#graceTimer = undefined;
  }

  #publish(instances: readonly Instance[], note: string): void {
    const next = instances.toSorted((a, b) => (a.id < b.id ? -1 : 1));
    // Registries wake readers for changes that don't concern them, and each push makes channels rebuild their lists.
    const isSameSet = this.#current !== undefined && JSON.stringify(next) === JSON.stringify(this.#current);
    const isSameNote = next.length > 0 || note === this.#note;
    this.#current = next;
    this.#note = note;
    if (isSameSet && isSameNote) return;
    if (!isSameSet) this.#options.onChange(next);
    for (const listener of this.#listeners) listener(next, note);
  }

  #log(level: 'info' | 'warn', message: string, facts?: Record<string, unknown>): void {
    this.#options.log(level, `${this.#options.service}: ${message}`, facts);
  }
}

function addressOf(instance: Instance): string {
  return `${instance.host} ${instance.port}`;
}
