import { type Provider } from '@nestjs/common';
import { CONFIG } from '@tradepost/bootstrap';
import { Database } from '@tradepost/database';
import { MailWorker } from '@tradepost/mail';
import { Logger, Metrics } from '@tradepost/observability';
import { type UserConfig } from '../user.config.ts';

/** Sends what people with an account are owed. */
export const accountMails: Provider = {
  provide: MailWorker,
  useFactory: (db: Database, log: Logger, metrics: Metrics, config: UserConfig) =>
    new MailWorker({
      ...{ db, log, metrics },
      from: config.MAIL_FROM,
      keepDays: config.MAIL_KEEP_DAYS,
      maxAttempts: config.MAIL_MAX_ATTEMPTS,
      transport: undefined,
      compose: async () => undefined,
    }),
  inject: [Database, Logger, Metrics, CONFIG],
};
