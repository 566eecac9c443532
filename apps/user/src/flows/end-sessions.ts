import type { Clock, SessionStore } from './ports.ts';

/** Signs devices out. */
export class EndSessions {
  constructor(
    private readonly sessions: SessionStore,
    private readonly clock: Clock,
  ) {}

  /** One device, or all of them. */
  run(userId: string, sessionId: string | undefined): Promise<void> {
    return this.sessions.revokeOf(userId, sessionId, this.clock.now());
  }
}
