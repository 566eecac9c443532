import { DomainError } from '@tradepost/decision';
import type { FastifyRequest } from 'fastify';
import { first } from './request.ts';

const WRITES = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

/**
 * Refuses writes that another site makes a browser send. Browsers say where a request comes from in `Sec-Fetch-Site` or
 * `Origin`, and it must be this shop. Programs send neither, and have no cookies of a victim. Nest's
 * `enableCsrfProtection` is not used because it lets a trusted `Origin` overrule a `Sec-Fetch-Site` of `cross-site`.
 * @throws DomainError `csrf.foreign_origin`
 */
export function checkOrigin(request: FastifyRequest, publicOrigin: string): void {
  if (!WRITES.has(request.method)) return;
  const site = first(request.headers['sec-fetch-site']);
  const origin = first(request.headers.origin);
  if (site === undefined && origin === undefined) return;
  if (site === 'same-origin' || site === 'none') return;
  if (site === undefined && origin !== undefined && isOwn(origin, request, publicOrigin)) return;
  throw new DomainError(
    'forbidden',
    'csrf.foreign_origin',
    'A page of another site sent this request. Only pages of this shop may change anything.',
  );
}

function isOwn(origin: string, request: FastifyRequest, publicOrigin: string): boolean {
  if (origin === publicOrigin) return true;
  return URL.canParse(origin) && new URL(origin).host === request.headers.host;
}
