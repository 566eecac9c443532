import type { OrderAccess } from '@tradepost/contracts';
import type { FastifyRequest } from 'fastify';
import { requestParameter } from '../http/checked.ts';
import { orderCookie } from '../http/cookies.ts';
import { first, type WriteHeaders } from '../http/request.ts';

/** The signed-in user or the guest with the token of the order in the path. */
function orderAccessOf({ identity, params, headers, cookies }: FastifyRequest): OrderAccess {
  const { id } = params as { id: string };
  const token = first(headers['order-token']) ?? cookies[orderCookie(id)] ?? '';
  return { userId: identity?.userId ?? '', token, staff: false };
}

/** `@Accessing() access: OrderAccess` */
export const Accessing = requestParameter(orderAccessOf);

export interface OrderChange extends WriteHeaders {
  readonly access: OrderAccess;
}

/** `@Changing() change: OrderChange` */
export const Changing = requestParameter((request): OrderChange => ({
  access: orderAccessOf(request),
  ...request.write,
}));

export interface OrderFollower {
  readonly access: OrderAccess;
  /** Of a signed-in follower; empty: a guest. */
  readonly sessionId: string;
  /** Only the headers are wanted. */
  readonly isHead: boolean;
}

/** `@Following() follower: OrderFollower` */
export const Following = requestParameter((request): OrderFollower => ({
  access: orderAccessOf(request),
  sessionId: request.identity?.sessionId ?? '',
  isHead: request.method === 'HEAD',
}));
