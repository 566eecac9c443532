import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { CONFIG, PLATFORM, type Platform } from '@tradepost/nest';
import type { FastifyInstance } from 'fastify';
import type { GatewayConfig } from '../../gateway.config.ts';
import { AccessTokens } from './access-tokens.ts';
import { BASE_PATH } from './base-path.ts';

const FIRST_READS = ['/products?limit=20', '/categories'];
const STOREFRONT_MS = 900;

/** What a new gateway does before its first request, so that this one is as fast as the others. */
@Injectable()
export class WarmUp implements OnModuleInit {
  constructor(
    @Inject(PLATFORM) private readonly platform: Pick<Platform, 'readiness'>,
    @Inject(CONFIG) private readonly config: GatewayConfig,
    private readonly tokens: AccessTokens,
    private readonly http: HttpAdapterHost,
  ) {}

  onModuleInit(): void {
    const { readiness } = this.platform;
    const { STOREFRONT_URL } = this.config;
    readiness.warmsUp('public keys', () => this.tokens.load());
    for (const path of FIRST_READS) readiness.warmsUp(`GET ${path}`, () => this.read(BASE_PATH + path));
    // The storefront requires the gateway, so the gateway must not require the storefront.
    if (STOREFRONT_URL) readiness.uses('storefront', () => answers(STOREFRONT_URL));
  }

  /** Through the routes, without a connection: it compiles what the first customer would wait for. */
  private async read(url: string): Promise<void> {
    const { statusCode } = await this.http.httpAdapter.getInstance<FastifyInstance>().inject({ url });
    if (statusCode >= 400) throw new Error(`${url} was answered ${statusCode}`);
  }
}

/** Not by `fetch`: Node would load its own copy of undici, 3 MB, for this alone. */
function answers(storefront: string): Promise<boolean> {
  const url = new URL('/favicon.ico', storefront);
  const options = { method: 'HEAD', signal: AbortSignal.timeout(STOREFRONT_MS) };
  const send = url.protocol === 'https:' ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const request = send(url, options, (response) => {
      const { statusCode = 0 } = response;
      // Otherwise its connection is not used again.
      response.resume();
      resolve(statusCode >= 200 && statusCode < 300);
    });
    request.on('error', reject).end();
  });
}
