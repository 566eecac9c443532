import { Injectable } from '@nestjs/common';
import { Worker } from '@tradepost/bootstrap';
import { Database, sql } from '@tradepost/database';
import { Logger } from '@tradepost/observability';

const EVERY_MS = 600_000;

/** Forgets sessions, links and wrong passwords that no longer matter. Any number of replicas may do it. */
@Injectable()
export class SessionSweeper extends Worker {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly db: Database,
    private readonly log: Logger,
  ) {
    super();
  }

  override start(): void {
    this.timer = setInterval(() => (this.running = this.sweep()), EVERY_MS);
  }

  override async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  /** Ended sessions stay a week, so that a late reuse of their tokens is still told apart. */
  async sweep(): Promise<void> {
    try {
      await this.db.execute(
        sql`DELETE FROM sessions WHERE least(expires_at, revoked_at) < now() - interval '7 days'`,
      );
      // A link that is used or too old is told from one that never was for another week.
      await this.db.execute(sql`DELETE FROM account_tokens WHERE expires_at < now() - interval '7 days'`);
      await this.db.execute(sql`DELETE FROM sign_in_failures WHERE last_at < now() - interval '1 day'`);
    } catch (err) {
      this.log.warn({ err }, 'sessions could not be swept');
    }
  }
}
