import { Inject, Injectable } from '@nestjs/common';
import { sql } from '@tradepost/database';
import { mailSweep } from '@tradepost/mail';
import { sweepByAge, Sweeper } from '@tradepost/messaging';
import { CONFIG } from '@tradepost/nest';
import type { UserConfig } from '../user.config.ts';

const DAY_MS = 86_400_000;

const SWEEPS = [
  // A late reuse of a session's tokens is still recognised for a week.
  sweepByAge({ table: sql`sessions`, time: sql`expires_at`, keepMs: 7 * DAY_MS }),
  // For another week an expired link is distinguished from one that never existed.
  sweepByAge({ table: sql`account_tokens`, time: sql`expires_at`, keepMs: 7 * DAY_MS }),
  // The old address may take the account back for a week after the change.
  sweepByAge({ table: sql`email_changes`, time: sql`created_at`, keepMs: 60 * DAY_MS }),
  // Without an index: the failures of a day.
  sweepByAge({ table: sql`sign_in_failures`, time: sql`last_at`, keepMs: DAY_MS }),
  // Longer than any token lives, so that a gateway that was cut off for hours still ends what it serves.
  sweepByAge({ table: sql`token_revocations`, time: sql`created_at`, keepMs: DAY_MS }),
];

/** What this service does not keep for good. */
@Injectable()
export class UserRetention {
  constructor(
    sweeper: Sweeper,
    @Inject(CONFIG)
    { MAIL_KEEP_DAYS, SIGNING_KEY_TTL_S }: Pick<UserConfig, 'MAIL_KEEP_DAYS' | 'SIGNING_KEY_TTL_S'>,
  ) {
    // A token lives for minutes after its key was replaced.
    const keepMs = SIGNING_KEY_TTL_S * 1_000 + DAY_MS;
    const keySweep = sweepByAge({ table: sql`signing_keys`, time: sql`created_at`, keepMs });
    sweeper.add(...SWEEPS, keySweep, mailSweep(MAIL_KEEP_DAYS));
  }
}
