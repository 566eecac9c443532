import { Controller, Get, Header } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { JSONWebKeySet } from 'jose';
import { Access } from '../http/access.ts';
import { KeySource } from '../http/access-tokens.ts';

/** The public keys, for programs that verify access tokens themselves. */
@ApiExcludeController()
@Access('public')
@Controller('.well-known')
export class JwksController {
  constructor(private readonly keys: KeySource) {}

  @Get('jwks.json')
  @Header('cache-control', 'public, max-age=60')
  keySet(): Promise<JSONWebKeySet> {
    return this.keys.fetch();
  }
}
