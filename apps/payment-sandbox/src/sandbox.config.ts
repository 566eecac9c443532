import { databaseSettings, defineConfig, integer, oneOf, serviceSettings } from '@tradepost/config';

export const sandboxConfig = defineConfig({
  ...serviceSettings,
  ...databaseSettings,
  PORT: integer({ default: 8090, max: 65_535, doc: "the provider's API; 0 takes a free one" }),
  // Fake money has no place in production; a rehearsal must say aloud that it is one.
  ALLOW_PAYMENT_SANDBOX: oneOf(['yes'], {
    default: 'yes',
    mustBeSetInProduction: true,
    doc: 'starts the payment sandbox with NODE_ENV=production',
  }),
});
