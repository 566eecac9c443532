import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { IDEMPOTENCY_KEY } from '@tradepost/contracts/limits';
import { DomainError } from '@tradepost/decision';
import type { FastifyRequest } from 'fastify';
import { first, isRead, requestOf, type WriteHeaders } from './request.ts';
import { addRouteConfig } from './route-config.ts';

/** The write must have an `Idempotency-Key`. */
export const RequiresIdempotencyKey = () => addRouteConfig({ requiresIdempotencyKey: true });

/** No answer is stored: an `Idempotency-Key` is accepted and has no effect. */
export const IgnoresIdempotencyKey = () => addRouteConfig({ ignoresIdempotencyKey: true });

const NONE: WriteHeaders = { idempotencyKey: '', expectedVersion: undefined };

/** Refuses writes whose `Idempotency-Key` or `If-Match` is missing or malformed. */
@Injectable()
export class WriteHeadersGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const request = requestOf(context);
    request.write = isRead(request)
      ? NONE
      : { idempotencyKey: idempotencyKey(request), expectedVersion: expectedVersion(request) };
    return true;
  }
}

/** @throws DomainError `idempotency.key_missing`, `idempotency.key_invalid` */
export function idempotencyKey(request: FastifyRequest): string {
  const key = first(request.headers['idempotency-key']) ?? '';
  if (key === '' && request.routeOptions.config.requiresIdempotencyKey)
    throw new DomainError(
      'invalid',
      'idempotency.key_missing',
      'Idempotency-Key is required. Send a new random value with each purchase, and the same one when you retry it.',
    );
  if (key !== '' && !VALID_KEY.test(key))
    throw new DomainError(
      'invalid',
      'idempotency.key_invalid',
      `Idempotency-Key must have ${IDEMPOTENCY_KEY.min} to ${IDEMPOTENCY_KEY.max} printable ASCII characters and no spaces.`,
    );
  return key;
}

const VALID_KEY = new RegExp(`^[\\x21-\\x7e]{${IDEMPOTENCY_KEY.min},${IDEMPOTENCY_KEY.max}}$`);

/**
 * The version in `If-Match`: our ETags begin with it (`"3-kX2…"`). `*` and a missing header accept any version.
 * @throws DomainError `version.stale`
 */
export function expectedVersion(request: Pick<FastifyRequest, 'headers'>): number | undefined {
  const header = first(request.headers['if-match'])?.trim();
  if (header === undefined || header === '*') return undefined;
  const match = /^(?:W\/)?"(\d{1,9})(?:-[\w-]*)?"$/.exec(header);
  if (match?.[1]) return Number(match[1]);
  throw new DomainError(
    'stale',
    'version.stale',
    'If-Match names no version of this resource. Read the resource again and send its ETag.',
  );
}
