import { createHash } from 'node:crypto';
import type { Cookies } from './cookies.ts';

/** The session of a signed-in browser, in a cookie that scripts can't read. */
export interface Session {
  accessToken: string;
  /** Unix time in ms, shortly before the access token expires. */
  renewAtMs: number;
  refreshToken: string;
}

const DAY_S = 86_400;
const EARLY_MS = 30_000;

export function readSession(cookies: Cookies): Session | undefined {
  const session = cookies.getJson('session');
  return isSession(session) ? session : undefined;
}

/** Undefined: signed out. */
export function writeSession(cookies: Cookies, session: Session | undefined): void {
  if (session) cookies.setJson('session', session, 30 * DAY_S);
  else cookies.delete('session');
}

export interface Tokens {
  accessToken: string;
  expiresIn: number;
  refreshToken?: string;
}

export const toSession = (tokens: Tokens, nowMs: number): Session => ({
  accessToken: tokens.accessToken,
  renewAtMs: nowMs + tokens.expiresIn * 1000 - EARLY_MS,
  refreshToken: tokens.refreshToken ?? '',
});

export function isSession(value: unknown): value is Session {
  const { accessToken, renewAtMs, refreshToken } = (value ?? {}) as Partial<Session>;
  return typeof accessToken === 'string' && typeof renewAtMs === 'number' && typeof refreshToken === 'string';
}

const SHARED_MS = 20_000;

/**
 * Renews a session once for all requests with the same refresh token: using a refresh token twice ends the session,
 * and two tabs may wake up together. The result is shared for a while, for requests that were sent before the browser
 * had the new cookie. (With several replicas: ADR 20.)
 */
export class Renewals {
  private readonly running = new Map<string, Promise<Session | undefined>>();

  /** Undefined: the session has ended. */
  renew(
    { refreshToken }: Session,
    ask: (refreshToken: string) => Promise<Session | undefined>,
  ): Promise<Session | undefined> {
    const key = createHash('sha256').update(refreshToken).digest('base64url');
    const running = this.running.get(key);
    if (running) return running;
    const asked = ask(refreshToken);
    this.running.set(key, asked);
    const forget = () => this.running.delete(key);
    asked.then(() => setTimeout(forget, SHARED_MS).unref(), forget);
    return asked;
  }
}
