import { Inject, Injectable } from '@nestjs/common';
import { Database, sql } from '@tradepost/database';
import { brandOf, composeMail, type ComposeMail, linkTo, MailWorker, mailDelivery } from '@tradepost/mail';
import { CONFIG } from '@tradepost/nest';
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

/** Sends the mails with one-time links. */
@Injectable()
export class AccountMailWorker extends MailWorker {
  constructor(
    db: Database,
    log: Logger,
    metrics: Metrics,
    @Inject(CONFIG) config: UserConfig,
    tokens: TokenTexts,
  ) {
    super({ db, log, metrics, ...mailDelivery(config), compose: accountMail(db, tokens, config) });
  }
}

/** Composes the mail of a link that can still be used. Its token is made here and never stored. */
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
