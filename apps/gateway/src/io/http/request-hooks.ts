import { Inject, Injectable } from '@nestjs/common';
import { CONFIG } from '@tradepost/nest';
import { beginTrace, runInContext } from '@tradepost/observability';
import type { FastifyInstance, onRequestHookHandler } from 'fastify';
import type { GatewayConfig } from '../../gateway.config.ts';
import type { Identity } from './access.ts';
import { AccessTokens } from './access-tokens.ts';
import { BASE_PATH } from './base-path.ts';
import { checkOrigin } from './check-origin.ts';
import { GatewayRequests } from './gateway-requests.ts';
import { identify } from './identify.ts';
import { URL_LENGTH, urlTooLong } from './problems.ts';
import { first } from './request.ts';
import { clientAddress, isStorefront } from './storefront-proxy.ts';

const CALLER_GONE = new Error('the caller went away');

const HEADERS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'strict-origin-when-cross-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'x-frame-options': 'DENY',
};

/** What every request passes before Nest's guards: trace, cancellation, security headers, origin, the staff's paths. */
@Injectable()
export class RequestHooks {
  private readonly publicOrigin: string;
  private readonly isHttps: boolean;

  constructor(
    @Inject(CONFIG) private readonly config: GatewayConfig,
    private readonly tokens: AccessTokens,
    private readonly requests: GatewayRequests,
  ) {
    this.publicOrigin = new URL(config.PUBLIC_URL).origin;
    this.isHttps = this.publicOrigin.startsWith('https:');
  }

  install(app: FastifyInstance): void {
    app.decorateRequest('work');
    app.decorateRequest('identity');
    app.decorateRequest('write');
    app.decorateRequest('clientAddress', '');
    app.decorateRequest('isForPage', false);
    this.requests.install(app);
    app.addHook('onRequest', this.begin);
    app.addHook('onRequest', this.admit);
    // After the body was read, which loses what async storage holds.
    app.addHook('preHandler', (request, _reply, done) => runInContext(request.work, done));
    app.addHook('onSend', (_request, reply, payload, done) => {
      reply.headers(HEADERS);
      if (!reply.hasHeader('content-security-policy'))
        reply.header(
          'content-security-policy',
          "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
        );
      if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
      if (this.isHttps) reply.header('strict-transport-security', 'max-age=31536000; includeSubDomains');
      done(null, payload);
    });
  }

  private readonly begin: onRequestHookHandler = (request, reply, done) => {
    const controller = new AbortController();
    request.isForPage = isStorefront(request, this.config.STOREFRONT_SECRET);
    const incoming = request.isForPage ? 'continue' : this.config.TRACES_INCOMING;
    const trace = beginTrace(first(request.headers.traceparent), incoming);
    request.work = {
      ...this.requests.begin(request, reply, trace),
      ...{ signal: controller.signal, isRequest: true },
    };
    request.clientAddress = clientAddress(request);
    reply.header('x-trace-id', request.work.traceId);
    // Calls to services end with the request that needs them.
    reply.raw.once('close', () => {
      if (!reply.raw.writableFinished) controller.abort(CALLER_GONE);
    });
    done(request.url.length > URL_LENGTH ? urlTooLong() : undefined);
  };

  private readonly admit: onRequestHookHandler = (request, _reply, done) => {
    let staff: Promise<Identity> | undefined;
    try {
      checkOrigin(request, this.publicOrigin);
      // Not even whether a path exists is said to anyone else.
      if (request.url.startsWith(STAFF_PATHS)) staff = identify(request, 'staff', this.tokens);
    } catch (error) {
      return done(error as Error);
    }
    if (!staff) return done();
    staff.then(() => done(), done);
  };
}

const STAFF_PATHS = `${BASE_PATH}/admin`;
