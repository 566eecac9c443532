import type { Provider } from '@nestjs/common';
import { CONFIG } from '@tradepost/bootstrap';
import { Database, sql } from '@tradepost/database';
import { brandOf, composeMail, type ComposeMail, linkTo, MailWorker, mailDelivery } from '@tradepost/mail';
import { Logger, Metrics } from '@tradepost/observability';
import type { TokenPurpose } from '../domain/account-token.ts';
import { TokenTexts } from '../flows/ports.ts';
import type { UserConfig } from '../user.config.ts';
import { linkMail } from './account-mail.content.ts';

const PATHS: Record<TokenPurpose, string> = {
  'verify-email': '/verify-email',
  'reset-password': '/reset-password',
};

type TokenRow = { purpose: TokenPurpose; expires_at: Date };

/** Writes the mail of a link that is still good; its token is made here and never stored. */
export function accountMail(db: Database, texts: TokenTexts, config: UserConfig): ComposeMail {
  return async ({ facts, locale }) => {
    const tokenId = facts['tokenId'] ?? '';
    const token = await db.maybeOne<TokenRow>(sql`
      SELECT purpose, expires_at FROM account_tokens
      WHERE id = ${tokenId} AND used_at IS NULL AND expires_at > now()`);
    if (!token) return undefined;
    const { purpose, expires_at: expiresAt } = token;
    const link = linkTo(config.PUBLIC_URL, PATHS[purpose], { token: texts.make(tokenId, purpose) });
    return composeMail(linkMail(purpose, { locale, link, expiresAt, brand: brandOf(config) }));
  };
}

/** Sends the mails queued for accounts. */
export const accountMails: Provider = {
  provide: MailWorker,
  useFactory: (db: Database, log: Logger, metrics: Metrics, config: UserConfig, texts: TokenTexts) =>
    new MailWorker({
      ...{ db, log, metrics, ...mailDelivery(config) },
      compose: accountMail(db, texts, config),
    }),
  inject: [Database, Logger, Metrics, CONFIG, TokenTexts],
};
