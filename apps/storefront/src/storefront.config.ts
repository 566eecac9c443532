import {
  ConfigError,
  type ConfigOf,
  currency,
  defineConfig,
  devSecret,
  integer,
  list,
  serviceSettings,
  url,
} from '@tradepost/config';
import { Logger } from '@tradepost/observability';

export const storefrontConfig = defineConfig({
  ...serviceSettings,
  PORT: integer({ default: 3000, max: 65_535, doc: 'port for the gateway; 0 takes a free one' }),
  GATEWAY_URL: url({
    default: 'http://127.0.0.1:8080',
    schemes: ['http', 'https'],
    doc: 'URL of the gateway, the only service that the storefront calls',
  }),
  PUBLIC_URL: url({
    default: 'http://localhost:8080',
    schemes: ['http', 'https'],
    doc: 'origin that browsers see; https makes cookies Secure',
  }),
  SHOP_CURRENCY: currency({ default: 'GBP', doc: 'currency of the price filters' }),
  PAYMENT_METHODS: list({
    default: ['sandbox'],
    entry: /^(sandbox|[a-z0-9-]+:[\w.-]+)$/,
    shape: 'provider:token, or sandbox',
    mustBeSetInProduction: true,
    doc: 'payment methods of the checkout; sandbox alone offers all its test cards',
  }),
  STOREFRONT_SECRET: devSecret(
    'shared with the gateway, which trusts the client address from whoever knows it',
  ),
});

export type StorefrontConfig = ConfigOf<typeof storefrontConfig>;

/** Ends the process with one line that names all faults when the configuration is invalid. */
export function readConfig(): StorefrontConfig {
  try {
    return storefrontConfig.parse(process.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const log = new Logger({ service: 'storefront', level: 'error' });
    log.error({}, `cannot start: ${error.faults.join('; ')}`);
    process.exit(1);
  }
}
