import { DomainError } from '@tradepost/decision';

export type TokenPurpose = 'verify-email' | 'reset-password' | 'change-email' | 'stop-email-change';

/** A single-use token, sent as a link in a mail. */
export interface AccountToken {
  readonly id: string;
  readonly purpose: TokenPurpose;
  /** Undefined: there is no account with this address. */
  readonly userId: string | undefined;
  /** The address it was sent to. */
  readonly email: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

/** Mails of one purpose to one address within `MAIL_WINDOW_MS`. */
export const MAX_MAILS = 5;
export const MAIL_WINDOW_MS = 3_600_000;

export interface StoredToken {
  readonly userId: string | undefined;
  readonly expiresAt: Date;
  readonly isUsed: boolean;
  /** Of a change of the address that was stopped, or replaced by a later one, before the link was used. */
  readonly isReplaced: boolean;
}

export const unknownToken = (): DomainError =>
  new DomainError('invalid', 'token.unknown', 'The link is not valid. Request a new one.');

/** @throws DomainError `token.unknown`, `token.replaced`, `token.used`, `token.expired` */
export function checkToken(
  token: StoredToken | undefined,
  now: Date,
): asserts token is StoredToken & { userId: string } {
  if (!token?.userId) throw unknownToken();
  if (token.isReplaced)
    throw new DomainError(
      'conflict',
      'token.replaced',
      'The change of the e-mail address was stopped or replaced by a later one, so the link is void. Use the latest link, or request the change again.',
    );
  if (token.isUsed)
    throw new DomainError(
      'conflict',
      'token.used',
      'The link has already been used, or a later change has ended it. Request a new one.',
    );
  if (token.expiresAt <= now)
    throw new DomainError('conflict', 'token.expired', 'The link has expired. Request a new one.');
}
