import { DomainError } from '@tradepost/decision';

export const userNotFound = (): DomainError =>
  new DomainError('missing', 'user.not_found', 'There is no user with this id.');

export function wrongPassword(): DomainError {
  const detail = 'currentPassword is wrong.';
  const errors = [{ code: 'password.wrong', field: 'currentPassword', detail }];
  return new DomainError('forbidden', 'password.wrong', detail, { errors });
}

/** The same for an unknown address and a wrong password. */
export const wrongCredentials = (): DomainError =>
  new DomainError('unauthenticated', 'auth.credentials', 'The e-mail address or password is wrong.');
