import { sql } from '@tradepost/database';
import { sweepByAge, type SweepRule } from '@tradepost/messaging';

/** Mails, sent or not: `MAIL_KEEP_DAYS`. */
export const mailSweep = (keepDays: number): SweepRule =>
  sweepByAge({ table: sql`mails`, time: sql`created_at`, keepMs: keepDays * 86_400_000 });
