import { DomainError } from '@tradepost/decision';

export type TokenPurpose = 'verify-email' | 'reset-password';

/** A one-time link in a mail. */
export type AccountToken = {
  readonly id: string;
  readonly purpose: TokenPurpose;
  /** Undefined: nobody has the address. */
  readonly userId: string | undefined;
  /** The address it was sent to, as `emailKey` writes it. */
  readonly emailKey: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
};

/** So many mails of a kind go to one address within `WINDOW_MS`: more would be a nuisance. */
export const MOST_MAILS = 5;
export const WINDOW_MS = 3_600_000;

/** What is known of a token that somebody shows. */
export type ShownToken = {
  readonly userId: string | undefined;
  readonly expiresAt: Date;
  readonly isUsed: boolean;
};

export const unknownToken = (): DomainError =>
  new DomainError('invalid', 'token.unknown', 'This link is not one of ours; ask for a new one.');

/** @throws DomainError `token.unknown`, `token.used`, `token.expired` */
export function checkToken(
  token: ShownToken | undefined,
  now: Date,
): asserts token is ShownToken & { userId: string } {
  if (!token?.userId) throw unknownToken();
  if (token.isUsed)
    throw new DomainError('conflict', 'token.used', 'This link was used before; ask for a new one.');
  if (token.expiresAt <= now)
    throw new DomainError('conflict', 'token.expired', 'This link is too old; ask for a new one.');
}
