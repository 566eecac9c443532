import { createHash } from 'node:crypto';
import type { CartAccess } from '@tradepost/contracts';
import type { FastifyRequest } from 'fastify';
import { requestParameter } from '../http/checked.ts';
import { CART_COOKIE } from '../http/cookies.ts';
import { first, type WriteHeaders } from '../http/request.ts';

/** The signed-in user, the guest with a token, or both just after signing in. */
export const cartAccessOf = (request: FastifyRequest): CartAccess => ({
  userId: request.identity?.userId ?? '',
  token: cartTokenOf(request),
});

/** A guest's token; empty when there is none. */
export const cartTokenOf = ({ headers, cookies }: FastifyRequest): string =>
  first(headers['cart-token']) ?? cookies[CART_COOKIE] ?? '';

/** `@Accessing() access: CartAccess` */
export const Accessing = requestParameter(cartAccessOf);

export interface CartChange extends WriteHeaders {
  readonly access: CartAccess;
}

/** `@Changing() change: CartChange` */
export const Changing = requestParameter((request): CartChange => ({
  access: cartAccessOf(request),
  ...request.write,
}));

export interface NewCartOwner {
  readonly userId: string;
  readonly idempotencyKey: string;
  /** Tells guests apart who send the same key. Only needed with one. */
  readonly client?: string;
}

/** `@Owning() owner: NewCartOwner` */
export const Owning = requestParameter((request): NewCartOwner => {
  const { idempotencyKey } = request.write;
  const userId = request.identity?.userId ?? '';
  return { userId, idempotencyKey, ...(idempotencyKey !== '' && { client: clientOf(request) }) };
});

/** A digest of address and program: it is stored with a guest's key, where an address need not be. */
export function clientOf({
  clientAddress,
  headers,
}: Pick<FastifyRequest, 'clientAddress' | 'headers'>): string {
  return createHash('sha256')
    .update(`${clientAddress} ${first(headers['user-agent']) ?? ''}`)
    .digest('base64url');
}
