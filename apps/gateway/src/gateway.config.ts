import {
  type ConfigOf,
  defineConfig,
  devSecret,
  flag,
  integer,
  oneOf,
  redisSettings,
  grpcTlsSettings,
  serviceSettings,
  text,
  url,
} from '@tradepost/config';

export const gatewayConfig = defineConfig({
  ...serviceSettings,
  ...grpcTlsSettings,
  ...redisSettings,
  PORT: integer({ default: 8080, max: 65_535, doc: 'port of the shop; 0 takes a free one' }),
  PUBLIC_URL: url({
    default: 'http://localhost:8080',
    schemes: ['http', 'https'],
    doc: 'origin that browsers see; https makes cookies Secure',
  }),
  STOREFRONT_URL: text({
    default: '',
    doc: 'URL of the storefront, which serves all paths outside /api, /docs and /.well-known; empty: they are 404',
  }),
  STOREFRONT_SECRET: devSecret(
    'shared with the storefront: proves that a request comes from it, with the customer’s address',
  ),
  RATE_LIMITS: flag({ default: true, doc: 'off disables rate limits, for load and race tests' }),
  TRUST_PROXY: flag({ default: false, doc: 'on behind a proxy that sets X-Forwarded-For' }),
  TRACES_INCOMING: oneOf(['id', 'continue', 'ignore'], {
    default: 'id',
    doc: 'the traceparent of a caller other than the storefront: id takes its trace id and decides here whether to record it; continue follows its decision as well, for callers that can be trusted; ignore begins a trace of its own',
  }),
  BODY_LIMIT_BYTES: integer({
    default: 102_400,
    min: 1_024,
    max: 10_000_000,
    doc: 'maximum size of a request body in bytes',
  }),
  EDGE_CACHE_TTL_MS: integer({
    default: 900,
    max: 60_000,
    doc: 'ms that catalogue responses are cached; 0 disables the cache',
  }),
  ORDER_TIMEOUT_MS: integer({
    default: 35_000,
    min: 1_000,
    max: 120_000,
    doc: 'ms to wait for the outcome of a purchase',
  }),
});

export type GatewayConfig = ConfigOf<typeof gatewayConfig>;

/** Also for what must be known before modules exist. */
export const readGatewayConfig = (): GatewayConfig => gatewayConfig.parse(process.env);
