import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from './logger.ts';

/** False, or a rejection: down. */
export type DependencyCheck = () => unknown;

/** The body of `/health/ready`. */
export interface ReadinessReport {
  readonly status: 'starting' | 'ready' | 'leaving';
  /** While it starts: required dependencies that were never up, and warm-ups that did not succeed yet. */
  readonly waitingFor: readonly string[];
  /** What is down now. Once ready it does not change the status. */
  readonly degraded: readonly string[];
  readonly dependencies: Readonly<Record<string, { state: 'up' | 'down'; required: boolean }>>;
}

interface Dependency {
  readonly name: string;
  readonly isRequired: boolean;
  readonly check: DependencyCheck;
  wasUp: boolean;
  running: Promise<boolean> | undefined;
}

// Less than the 2 s after which a probe of /health/ready fails: a slow dependency must not remove the instance.
const CHECK_MS = 500;
const PAUSE_MS = { first: 20, max: 500 };
const WARN_AFTER_MS = 5_000;

/**
 * Whether this process should get traffic: from the moment in which each required dependency has been up once and every
 * warm-up has succeeded, until it leaves. A dependency that is lost later is reported, and changes nothing else: all
 * instances lose it at the same moment (docs/adr/0049-readiness.md).
 */
export class Readiness {
  private readonly log: Pick<Logger, 'warn'>;
  private readonly dependencies: Dependency[] = [];
  private readonly warmUps = new Map<string, () => Promise<unknown>>();
  private readonly leaving = new AbortController();
  private status: ReadinessReport['status'] = 'starting';
  private isAnnouncing = false;

  constructor(log: Pick<Logger, 'warn'>) {
    this.log = log;
  }

  get isReady(): boolean {
    return this.status === 'ready';
  }

  /** Calls may be sent: it is ready, or only waits to be found. What a registry checks, or the two would wait for each other. */
  get isServing(): boolean {
    return this.isReady || this.isAnnouncing;
  }

  /** Nothing works without it. It must not require this service itself, or neither of them would ever start. */
  requires(name: string, check: DependencyCheck): void {
    this.add(name, true, check);
  }

  /** It is missed when it is down, but most requests are answered. */
  uses(name: string, check: DependencyCheck): void {
    this.add(name, false, check);
  }

  /** Work that would make the first request slow, done after the required dependencies were up. Tried until it succeeds. */
  warmsUp(name: string, work: () => Promise<unknown>): void {
    this.warmUps.set(name, work);
  }

  /**
   * Waits for required dependencies, then for warm-ups, then for `announce`, and is ready.
   * @returns false when the process began to leave meanwhile
   */
  async open(announce: (leaving: AbortSignal) => Promise<unknown> = async () => {}): Promise<boolean> {
    await this.repeat(() => this.unseen());
    await this.repeat(() => this.cold());
    this.isAnnouncing = !this.leaving.signal.aborted;
    if (this.isAnnouncing) await announce(this.leaving.signal);
    if (this.leaving.signal.aborted) return false;
    this.status = 'ready';
    this.isAnnouncing = false;
    return true;
  }

  leave(): void {
    this.status = 'leaving';
    this.isAnnouncing = false;
    this.leaving.abort();
  }

  async report(): Promise<ReadinessReport> {
    const states = await Promise.all(this.dependencies.map((one) => this.isUp(one)));
    const down = this.dependencies.filter((_, i) => !states[i]).map(({ name }) => name);
    const dependencies = this.dependencies.map(({ name, isRequired }, i) => [
      name,
      { state: states[i] ? 'up' : 'down', required: isRequired },
    ]);
    return {
      status: this.status,
      waitingFor: this.status === 'starting' ? this.waitingFor() : [],
      degraded: down,
      dependencies: Object.fromEntries(dependencies) as ReadinessReport['dependencies'],
    };
  }

  private add(name: string, isRequired: boolean, check: DependencyCheck): void {
    // Several modules may name the same one: it is required if one of them requires it.
    const known = this.dependencies.findIndex((one) => one.name === name);
    if (known >= 0 && this.dependencies[known]?.isRequired) return;
    if (known >= 0) this.dependencies.splice(known, 1);
    this.dependencies.push({ name, isRequired, check, wasUp: false, running: undefined });
  }

  private waitingFor(): string[] {
    const unseen = this.dependencies.filter(({ isRequired, wasUp }) => isRequired && !wasUp);
    return [...unseen.map(({ name }) => name), ...this.warmUps.keys()];
  }

  private async unseen(): Promise<string[]> {
    const required = this.dependencies.filter(({ isRequired, wasUp }) => isRequired && !wasUp);
    await Promise.all(required.map((one) => this.isUp(one)));
    return required.filter(({ wasUp }) => !wasUp).map(({ name }) => name);
  }

  private async cold(): Promise<string[]> {
    await Promise.all(
      [...this.warmUps].map(([name, work]) =>
        work().then(
          () => this.warmUps.delete(name),
          () => {},
        ),
      ),
    );
    return [...this.warmUps.keys()];
  }

  /** A check that is still running is not started again. */
  private async isUp(dependency: Dependency): Promise<boolean> {
    dependency.running ??= succeeds(dependency.check).finally(() => (dependency.running = undefined));
    const isUp = await Promise.race([dependency.running, sleep(CHECK_MS, false, { ref: false })]);
    dependency.wasUp ||= isUp;
    return isUp;
  }

  private async repeat(missing: () => Promise<string[]>): Promise<void> {
    const { signal } = this.leaving;
    let warnAt = performance.now() + WARN_AFTER_MS;
    for (let pauseMs = PAUSE_MS.first; !signal.aborted; pauseMs = Math.min(pauseMs * 2, PAUSE_MS.max)) {
      const waitingFor = await missing();
      if (waitingFor.length === 0) return;
      if (performance.now() > warnAt) {
        this.log.warn({ waitingFor }, 'not ready yet');
        warnAt += WARN_AFTER_MS * 2;
      }
      await sleep(pauseMs, undefined, { signal }).catch(() => {});
    }
  }
}

async function succeeds(check: DependencyCheck): Promise<boolean> {
  try {
    return (await check()) !== false;
  } catch {
    return false;
  }
}
