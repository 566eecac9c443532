import { DomainError, normaliseEmail } from '@tradepost/decision';

/** A new e-mail address that holds once it is confirmed. */
export interface PendingEmail {
  readonly email: string;
  readonly expiresAt: Date;
}

/** A change that its user asked for with the password. */
export interface NewEmailChange {
  readonly id: string;
  readonly userId: string;
  readonly email: string;
  /** Stays signed in when the change is confirmed. */
  readonly sessionId: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

/** For this long after it was notified of a change, the old address can take the account back. */
export const UNDO_MS = 7 * 86_400_000;

export const noChange = (): DomainError =>
  new DomainError(
    'conflict',
    'email.no_change',
    'No change of the e-mail address is pending. Request one first.',
  );

/** Does not say why: that would tell who has an account. */
export const emailUnavailable = (): DomainError =>
  new DomainError(
    'conflict',
    'email.unavailable',
    'This e-mail address can no longer be used for the account. Choose another one.',
  );

export function passwordRequired(): DomainError {
  const detail = 'currentPassword is required to change the e-mail address.';
  const errors = [{ code: 'field.missing', field: 'currentPassword', detail }];
  return new DomainError('invalid', 'request.invalid', detail, { errors });
}

/** The form in which it is stored; a request has been checked before. */
export const storedEmail = (email: string): string => normaliseEmail(email) ?? email;
