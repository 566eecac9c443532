import {
  databaseSettings,
  defineConfig,
  integer,
  oneOf,
  secret,
  serviceSettings,
  text,
  url,
} from '@tradepost/config';

export const sandboxConfig = defineConfig({
  ...serviceSettings,
  ...databaseSettings,
  PORT: integer({ default: 8090, max: 65_535, doc: "the provider's API; 0 takes a free one" }),
  SANDBOX_PUBLIC_URL: text({
    default: '',
    doc: 'origin of the pages where payers pass a challenge; empty: the address that the shop called',
  }),
  PUBLIC_URL: url({
    default: 'http://localhost:8080',
    schemes: ['http', 'https'],
    doc: 'the shop’s origin, the only one that payers are led back to',
  }),
  SANDBOX_WEBHOOK_URL: text({
    default: '',
    doc: "the shop's /api/v1/webhooks/payments/sandbox; empty: nobody is told by webhook",
  }),
  PAYMENT_SANDBOX_WEBHOOK_SECRET: secret({
    default: 'only-for-development-change-me',
    minLength: 16,
    doc: 'signs webhooks; the same in order',
  }),
  AUTHORIZATION_TTL_MS: integer({
    default: 604_800_000,
    min: 100,
    max: 31_536_000_000,
    doc: 'ms after which a promise that was not captured runs out',
  }),
  // Fake money has no place in production; a rehearsal must say aloud that it is one.
  ALLOW_PAYMENT_SANDBOX: oneOf(['yes'], {
    default: 'yes',
    mustBeSetInProduction: true,
    doc: 'starts the payment sandbox with NODE_ENV=production',
  }),
});
