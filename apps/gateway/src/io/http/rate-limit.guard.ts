import { type CanActivate, type ExecutionContext, Injectable, SetMetadata } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { isStaff } from './access.ts';
import { CachedMetadata } from './cached-metadata.ts';
import { type LimitName, RateLimits } from './rate-limits.ts';
import { isRead, replyOf, requestOf } from './request.ts';

const RATE_LIMIT = 'rate-limit';

/** `by-method`: `read` for GET, `write` for the rest. */
type Limited = LimitName | 'by-method' | 'none';

/** Which limit a route counts against, where it is not the one of reads or writes. */
export const RateLimit = (limit: Limited) => SetMetadata(RATE_LIMIT, limit);

/** Counts requests per user, or per address of callers who are not signed in. Runs after `AccessGuard`. */
@Injectable()
export class RateLimitGuard implements CanActivate {
  private readonly names: CachedMetadata<Limited>;

  constructor(
    reflector: Reflector,
    private readonly limits: RateLimits,
  ) {
    this.names = new CachedMetadata<Limited>(reflector, RATE_LIMIT, 'by-method');
  }

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    if (!this.limits.isOn) return true;
    const request = requestOf(context);
    const limit = this.names.of(context);
    const name = limit === 'by-method' ? (isRead(request) ? 'read' : 'write') : limit;
    // Limits are sized for customers. Staff run programs, such as imports, under their own accounts.
    if (name === 'none' || isStaff(request.identity) || (request.isForPage && name === 'read')) return true;
    const caller = request.identity?.userId ?? request.clientAddress;
    return this.limits.take(name, caller, replyOf(context)).then(() => true);
  }
}
