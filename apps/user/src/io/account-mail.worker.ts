import { Inject, Injectable } from '@nestjs/common';
import { brandOf, composeMail, type ComposeMail, linkTo, MailWorker, mailDelivery } from '@tradepost/mail';
import { CONFIG } from '@tradepost/nest';
import { Logger, Metrics } from '@tradepost/observability';
import type { TokenPurpose } from '../domain/account-token.ts';
import { LinkTokens } from '../flows/ports.ts';
import type { UserConfig } from '../user.config.ts';
import { linkMail } from './account.mail.ts';
import { UserDatabase } from './user-database.ts';

const PATHS: Record<TokenPurpose, string> = {
  'verify-email': '/verify-email',
  'reset-password': '/reset-password',
};

/** Sends the mails with links to confirm an address or to set a password. */
@Injectable()
export class AccountMailWorker extends MailWorker {
  constructor(
    db: UserDatabase,
    log: Logger,
    metrics: Metrics,
    @Inject(CONFIG) config: UserConfig,
    links: LinkTokens,
  ) {
    super({ db, log, metrics, ...mailDelivery(config), compose: accountMail(db, links, config) });
  }
}

/** Composes a mail whose link can still be used. The text of its token is made here and never stored. */
export function accountMail(db: UserDatabase, links: LinkTokens, config: UserConfig): ComposeMail {
  return async ({ facts, locale }) => {
    const tokenId = facts['tokenId'] ?? '';
    const token = await db.prisma.accountToken.findUnique({
      where: { id: tokenId, usedAt: null, expiresAt: { gt: new Date() } },
    });
    if (!token) return undefined;
    const { expiresAt } = token;
    const purpose = token.purpose as TokenPurpose;
    const link = linkTo(config.PUBLIC_URL, PATHS[purpose], { token: links.issue(tokenId, purpose) });
    return composeMail(linkMail(purpose, { locale, link, expiresAt, brand: brandOf(config) }));
  };
}
