import { Injectable } from '@nestjs/common';
import { HttpRequests } from '@tradepost/nest';
import { Logger } from '@tradepost/observability';
import type { FastifyRequest } from 'fastify';
import { isOwnPath } from './canonical-url.ts';

/** A line and a span of each request; all pages are `/*`. */
@Injectable()
export class GatewayRequests extends HttpRequests {
  constructor(log: Logger) {
    super({
      log,
      callerOf,
      contextOf: ({ work }) => work,
      isUnmatched: ({ routeOptions, url }) => routeOptions.url === '/*' && isOwnPath(url),
    });
  }
}

function callerOf({ identity, isForPage }: FastifyRequest): string {
  const kind = !identity ? 'guest' : identity.roles.length > 0 ? 'staff' : 'user';
  return isForPage ? `${kind} by storefront` : kind;
}
