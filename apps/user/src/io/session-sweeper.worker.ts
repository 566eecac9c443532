import { Injectable } from '@nestjs/common';
import { Database, sql } from '@tradepost/database';
import { BackgroundTask } from '@tradepost/nest';
import { Logger } from '@tradepost/observability';

const EVERY_MS = 600_000;

/** Deletes sessions, one-time links and counted failures that no longer matter. */
@Injectable()
export class SessionSweeper extends BackgroundTask {
  constructor(
    private readonly db: Database,
    log: Logger,
  ) {
    super({ name: 'session sweeper', everyMs: EVERY_MS, log });
  }

  protected override async run(): Promise<void> {
    // Ended sessions stay a week, so that a late reuse of their tokens is still recognised.
    await this.db.execute(
      sql`DELETE FROM sessions WHERE least(expires_at, revoked_at) < now() - interval '7 days'`,
    );
    // For another week a used or expired link is told from one that never existed.
    await this.db.execute(sql`DELETE FROM account_tokens WHERE expires_at < now() - interval '7 days'`);
    await this.db.execute(sql`DELETE FROM sign_in_failures WHERE last_at < now() - interval '1 day'`);
  }
}
