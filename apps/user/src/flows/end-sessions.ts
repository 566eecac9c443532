import type { Clock, SessionStore } from './ports.ts';

/** Signs devices of a user out. */
export class EndSessions {
  constructor(
    private readonly sessions: SessionStore,
    private readonly clock: Clock,
  ) {}

  /** @param sessionId undefined: all */
  run(userId: string, sessionId: string | undefined): Promise<void> {
    return this.sessions.revokeOf(userId, sessionId, this.clock.now());
  }
}
