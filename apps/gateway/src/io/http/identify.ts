import { DomainError } from '@tradepost/decision';
import type { FastifyRequest } from 'fastify';
import type { AccessLevel, Identity } from './access.ts';
import type { AccessTokens } from './access-tokens.ts';

/**
 * The identity in the access token, where the access level looks at tokens. Guests, who send none, are not waited for.
 * @throws DomainError `auth.required`, `auth.forbidden`, `auth.token_invalid`, `auth.token_expired`, `auth.token_revoked`
 */
export function identify(
  request: FastifyRequest,
  level: AccessLevel,
  tokens: AccessTokens,
): Promise<Identity> | undefined {
  if (level === 'public') return undefined;
  const header = request.headers.authorization;
  if (header === undefined) {
    if (level === 'optional') return undefined;
    throw new DomainError(
      'unauthenticated',
      'auth.required',
      'An access token is required. Sign in and send it as "Authorization: Bearer <token>".',
    );
  }
  const [scheme, token] = header.split(' ');
  if (scheme?.toLowerCase() !== 'bearer' || !token)
    throw new DomainError(
      'unauthenticated',
      'auth.token_invalid',
      'Authorization must be of the form "Bearer <token>".',
    );
  return tokens.verify(token).then((identity) => {
    if (level === 'staff') requireRole(identity, 'staff', 'admin');
    if (level === 'admin') requireRole(identity, 'admin');
    return identity;
  });
}

function requireRole(identity: Identity, ...roles: string[]): void {
  if (!roles.some((role) => identity.roles.includes(role)))
    throw new DomainError(
      'forbidden',
      'auth.forbidden',
      `This account has none of the required roles: ${roles.join(', ')}.`,
    );
}
