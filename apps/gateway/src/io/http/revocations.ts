import { Injectable } from '@nestjs/common';
import { RetryableError } from '@tradepost/errors';
import { Metrics } from '@tradepost/observability';
import { Observable, type Subscriber } from 'rxjs';
import { GATEWAY_SERIES } from '../../gateway.series.ts';
import type { Identity } from './access.ts';

/** What ended access tokens, as the user service tells it. */
export interface RevocationNews {
  readonly sessions: readonly { readonly sessionId: string; readonly expiresInS: number }[];
  /** The present roles of users whose tokens may name others. */
  readonly roles: readonly {
    readonly userId: string;
    readonly roles: readonly string[];
    readonly expiresInS: number;
  }[];
}

interface Entry<T> {
  readonly value: T;
  readonly untilMs: number;
}

/** How long a request waits for the first list; it has just been asked for. */
const PATIENCE_MS = 3_000;

/**
 * Sessions that have ended while access tokens of them are still valid, and changed roles. In memory, so that a request
 * costs no call. An entry goes when the last token that it concerns has expired, by this process's own monotonic clock:
 * clocks of other machines do not matter.
 */
@Injectable()
export class Revocations {
  private readonly sessions = new Map<string, Entry<true>>();
  private readonly roles = new Map<string, Entry<readonly string[]>>();
  private readonly followers = new Map<string, Set<Subscriber<void>>>();
  private heardAtMs: number | undefined;
  private markLoaded = (): void => {};
  private readonly loaded = new Promise<void>((done) => (this.markLoaded = done));

  constructor(metrics: Metrics) {
    metrics.gauge(GATEWAY_SERIES.revocations, (gauge) => {
      gauge.set({ kind: 'session' }, this.sessions.size);
      gauge.set({ kind: 'roles' }, this.roles.size);
    });
    // Grows from the start of the process on when there was no answer yet.
    metrics.gauge(GATEWAY_SERIES.revocationsAge, (gauge) =>
      gauge.set((performance.now() - (this.heardAtMs ?? 0)) / 1_000),
    );
  }

  /** @param isComplete whether nothing is missing up to now */
  apply({ sessions, roles }: RevocationNews, isComplete: boolean, nowMs = performance.now()): void {
    for (const { sessionId, expiresInS } of sessions) {
      // Also of a session whose tokens have all expired: what it follows goes on without one.
      for (const follower of this.followers.get(sessionId) ?? []) follower.next();
      put(this.sessions, sessionId, { value: true, untilMs: nowMs + expiresInS * 1_000 }, nowMs);
    }
    for (const { userId, roles: value, expiresInS } of roles)
      put(this.roles, userId, { value, untilMs: nowMs + expiresInS * 1_000 }, nowMs);
    forgetExpired(this.sessions, nowMs);
    forgetExpired(this.roles, nowMs);
    if (!isComplete) return;
    this.heardAtMs = nowMs;
    this.markLoaded();
  }

  get isLoaded(): boolean {
    return this.heardAtMs !== undefined;
  }

  /**
   * The identity with its present roles; undefined when its session has ended.
   * @throws RetryableError `unavailable` when this process has never had the list: no token is trusted before
   */
  async check(identity: Identity): Promise<Identity | undefined> {
    if (!this.isLoaded) await this.firstList();
    if (this.sessions.has(identity.sessionId)) return undefined;
    const changed = this.roles.get(identity.userId);
    return changed ? { ...identity, roles: changed.value } : identity;
  }

  /** Emits when the session ends; for what goes on after its request was admitted. */
  ended(sessionId: string): Observable<void> {
    return new Observable((follower) => {
      if (this.sessions.has(sessionId)) return follower.next();
      const set = this.followers.get(sessionId) ?? new Set();
      this.followers.set(sessionId, set.add(follower));
      return () => {
        set.delete(follower);
        if (set.size === 0 && this.followers.get(sessionId) === set) this.followers.delete(sessionId);
      };
    });
  }

  private async firstList(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, fail) => {
      const error = new RetryableError('unavailable', 'ended sessions are not known yet');
      timer = setTimeout(() => fail(error), PATIENCE_MS);
    });
    await Promise.race([this.loaded, late]).finally(() => clearTimeout(timer));
  }
}

/** Newest last. */
function put<T>(map: Map<string, Entry<T>>, key: string, entry: Entry<T>, nowMs: number): void {
  if (entry.untilMs <= nowMs) return;
  map.delete(key);
  map.set(key, entry);
}

/** Entries stand nearly in the order of their ends, so the first that is still needed ends the search. */
function forgetExpired<T>(map: Map<string, Entry<T>>, nowMs: number): void {
  for (const [key, { untilMs }] of map) {
    if (untilMs > nowMs) return;
    map.delete(key);
  }
}
