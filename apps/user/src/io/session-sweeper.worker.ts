import { Injectable } from '@nestjs/common';
import { BackgroundTask } from '@tradepost/nest';
import { Logger } from '@tradepost/observability';
import { UserDatabase } from './user-database.ts';

const EVERY_MS = 600_000;
const DAY_MS = 86_400_000;

/** Deletes sessions, one-time links and counted failures that no longer matter. */
@Injectable()
export class SessionSweeper extends BackgroundTask {
  constructor(
    private readonly db: UserDatabase,
    log: Logger,
  ) {
    super({ name: 'session sweeper', everyMs: EVERY_MS, log });
  }

  protected override async run(): Promise<void> {
    const { session, accountToken, emailChange, signInFailure, tokenRevocation } = this.db.prisma;
    const lastWeek = { lt: new Date(Date.now() - 7 * DAY_MS) };
    // Ended sessions stay a week, so that a late reuse of their tokens is still recognised.
    await session.deleteMany({ where: { OR: [{ expiresAt: lastWeek }, { revokedAt: lastWeek }] } });
    // For another week a used or expired link is distinguished from one that never existed.
    await accountToken.deleteMany({ where: { expiresAt: lastWeek } });
    // The old address may take the account back for a week after the change.
    await emailChange.deleteMany({ where: { createdAt: { lt: new Date(Date.now() - 60 * DAY_MS) } } });
    const yesterday = { lt: new Date(Date.now() - DAY_MS) };
    await signInFailure.deleteMany({ where: { lastAt: yesterday } });
    // Longer than any token lives, so that a gateway that was cut off for hours still ends what it serves.
    await tokenRevocation.deleteMany({ where: { createdAt: yesterday } });
  }
}
