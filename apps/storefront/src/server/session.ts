import { createHash } from 'node:crypto';
import { createCookie } from 'react-router';

/** What a signed-in browser holds; scripts never see it. */
export type Session = {
  accessToken: string;
  /** ms since 1970; a while before the token really ends. */
  renewAtMs: number;
  refreshToken: string;
};

const DAY_S = 86_400;
const EARLY_MS = 30_000;

export function sessionCookie(isSecure: boolean) {
  return createCookie('session', {
    httpOnly: true,
    sameSite: 'lax',
    secure: isSecure,
    path: '/',
    maxAge: 30 * DAY_S,
  });
}

export type Tokens = { accessToken: string; expiresIn: number; refreshToken?: string };

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
 * Renews a session once for all requests that arrive with the same refresh token: two tabs that wake up together
 * must not end the session, as a second use of a refresh token does. The answer is shared a while longer, for
 * requests that were sent before the browser had the new cookie. (With several replicas: ADR 20.)
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
