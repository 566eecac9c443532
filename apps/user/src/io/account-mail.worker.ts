import { Inject, Injectable } from '@nestjs/common';
import { brandOf, composeMail, type ComposeMail, linkTo, MailWorker, mailDelivery } from '@tradepost/mail';
import { CONFIG } from '@tradepost/nest';
import { Logger, Metrics } from '@tradepost/observability';
import type { TokenPurpose } from '../domain/account-token.ts';
import { LinkTokens } from '../flows/ports.ts';
import type { UserConfig } from '../user.config.ts';
import { type AccountMailKind, linkMail } from './account.mail.ts';
import { UserDatabase } from './user-database.ts';

const PATHS: Record<TokenPurpose, string> = {
  'verify-email': '/verify-email',
  'reset-password': '/reset-password',
  'change-email': '/confirm-email-change',
  'stop-email-change': '/stop-email-change',
};

/** Sends the mails with links to confirm an address, to set a password, or to stop a change. */
@Injectable()
export class AccountMailWorker extends MailWorker {
  constructor(
    db: UserDatabase,
    log: Logger,
    metrics: Metrics,
    @Inject(CONFIG) config: UserConfig,
    links: LinkTokens,
  ) {
    super({
      db,
      log,
      metrics,
      ...mailDelivery(config),
      composer: async () => accountMail(db, links, config),
    });
  }
}

/** Composes a mail whose link can still be used. The text of its token is made here and never stored. */
export function accountMail(db: UserDatabase, links: LinkTokens, config: UserConfig): ComposeMail {
  const brand = brandOf(config);
  return async (mail) => {
    const { facts, locale } = mail;
    const kind = mail.kind as AccountMailKind;
    // Sent in any case: the address has changed.
    if (kind === 'email-changed' && !facts['undo'])
      return composeMail(linkMail(kind, { locale, brand, link: undefined, expiresAt: new Date() }));
    const tokenId = facts['tokenId'] ?? '';
    const token = await db.prisma.accountToken.findUnique({
      where: { id: tokenId, usedAt: null, expiresAt: { gt: new Date() } },
    });
    if (!token) return undefined;
    const { expiresAt } = token;
    const purpose = token.purpose as TokenPurpose;
    const link =
      kind === 'email-taken'
        ? linkTo(config.PUBLIC_URL, '/sign-in', {})
        : linkTo(config.PUBLIC_URL, PATHS[purpose], { token: links.issue(tokenId, purpose) });
    return composeMail(linkMail(kind, { locale, link, expiresAt, brand }));
  };
}
