import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { ACCESS, type AccessLevel } from './access.ts';
import { AccessTokens } from './access-tokens.ts';
import { CachedMetadata } from './cached-metadata.ts';
import { identify } from './identify.ts';

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

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    request.identity = await identify(request, this.levels.of(context), this.tokens);
    return true;
  }
}
