import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ACCESS, type AccessLevel } from './access.ts';
import { AccessTokens } from './access-tokens.ts';
import { CachedMetadata } from './cached-metadata.ts';
import { identify } from './identify.ts';
import { requestOf } from './request.ts';

/** Admits who may use the route. */
@Injectable()
export class AccessGuard implements CanActivate {
  private readonly levels: CachedMetadata<AccessLevel>;

  constructor(
    reflector: Reflector,
    private readonly tokens: AccessTokens,
  ) {
    this.levels = new CachedMetadata(reflector, ACCESS, 'admin');
  }

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const request = requestOf(context);
    const identity = identify(request, this.levels.of(context), this.tokens);
    if (!identity) return true;
    return identity.then((known) => {
      request.identity = known;
      return true;
    });
  }
}
