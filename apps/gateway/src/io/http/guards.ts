import { createHash } from 'node:crypto';
import { DomainError } from '@tradepost/decision';
import type { FastifyRequest } from 'fastify';
import type { AccessTokens } from './access-tokens.ts';
import type { Access, Identity } from './route.ts';

const WRITES = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

/**
 * Refuses writes that another site makes a browser send: browsers say where a request comes from, in
 * `Sec-Fetch-Site` or `Origin`, and it must be this shop. Programs send neither and carry no cookies of a victim.
 * @throws DomainError `csrf.foreign_origin`
 */
export function checkOrigin(request: FastifyRequest, publicOrigin: string): void {
  if (!WRITES.has(request.method)) return;
  const site = first(request.headers['sec-fetch-site']);
  const origin = first(request.headers.origin);
  if (site === undefined && origin === undefined) return;
  if (site === 'same-origin' || site === 'none') return;
  if (site === undefined && origin !== undefined && isOwn(origin, request, publicOrigin)) return;
  throw new DomainError('forbidden', 'csrf.foreign_origin', 'This change was asked for by another site.');
}

function isOwn(origin: string, request: FastifyRequest, publicOrigin: string): boolean {
  if (origin === publicOrigin) return true;
  return URL.canParse(origin) && new URL(origin).host === request.headers.host;
}

/** Who asks, where the route wants to know. @throws DomainError `auth.required`, `auth.forbidden`, `auth.token_*` */
export async function identify(
  request: FastifyRequest,
  access: Access,
  tokens: AccessTokens,
): Promise<Identity | undefined> {
  if (access === 'public') return undefined;
  const header = request.headers.authorization;
  if (header === undefined) {
    if (access === 'optional') return undefined;
    throw new DomainError(
      'unauthenticated',
      'auth.required',
      'Sign in and send the access token as "Authorization: Bearer …".',
    );
  }
  const [scheme, token] = header.split(' ');
  if (scheme?.toLowerCase() !== 'bearer' || !token)
    throw new DomainError(
      'unauthenticated',
      'auth.token_invalid',
      'Send the access token as "Authorization: Bearer …".',
    );
  const identity = await tokens.verify(token);
  if (access === 'staff') demand(identity, 'staff', 'admin');
  if (access === 'admin') demand(identity, 'admin');
  return identity;
}

function demand(identity: Identity, ...roles: string[]): void {
  if (!roles.some((role) => identity.roles.includes(role)))
    throw new DomainError('forbidden', 'auth.forbidden', 'Your account may not do this.');
}

/** Version in `If-Match`: our tags begin with it (`"3-kX2…"`). `*` and absence demand nothing. */
export function expectedVersion(request: FastifyRequest): number | undefined {
  const header = first(request.headers['if-match'])?.trim();
  if (header === undefined || header === '*') return undefined;
  const match = /^(?:W\/)?"(\d{1,9})(?:-[\w-]*)?"$/.exec(header);
  if (match?.[1]) return Number(match[1]);
  throw new DomainError(
    'stale',
    'version.stale',
    'If-Match names a version that does not exist; read it again and use its ETag.',
  );
}

/** @throws DomainError `idempotency.key_missing`, `idempotency.key_invalid` */
export function idempotencyKey(request: FastifyRequest, isNeeded: boolean): string {
  const key = first(request.headers['idempotency-key']) ?? '';
  if (key === '' && isNeeded)
    throw new DomainError(
      'invalid',
      'idempotency.key_missing',
      'Send an Idempotency-Key header: a new random value for each purchase, the same one when you try it again.',
    );
  if (key !== '' && !/^[\x21-\x7e]{1,200}$/.test(key))
    throw new DomainError(
      'invalid',
      'idempotency.key_invalid',
      'An Idempotency-Key has 1 to 200 printable characters without spaces.',
    );
  return key;
}

/** A digest of address and program: it is kept with a guest's key, where an address in the clear need not be. */
export function clientOf({
  clientAddress,
  headers,
}: Pick<FastifyRequest, 'clientAddress' | 'headers'>): string {
  return createHash('sha256')
    .update(`${clientAddress} ${first(headers['user-agent']) ?? ''}`)
    .digest('base64url');
}

export const first = (value: string | string[] | undefined): string | undefined =>
  Array.isArray(value) ? value[0] : value;
