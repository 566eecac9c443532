import { DomainError } from '@tradepost/decision';

/**
 * Where a payer continues after a challenge. Only pages of the shop are allowed: this must not be an open redirect.
 * @throws DomainError `challenge.return_elsewhere`
 */
export function returnUrl(requested: string, shopOrigin: string): string {
  const url = URL.parse(requested);
  if (url && url.origin === new URL(shopOrigin).origin && !url.username && !url.password) return url.href;
  throw new DomainError(
    'invalid',
    'challenge.return_elsewhere',
    'return must be an absolute URL of the shop (PUBLIC_URL) without user name and password.',
  );
}
