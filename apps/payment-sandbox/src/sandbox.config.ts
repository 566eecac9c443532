import {
  databaseSettings,
  defineConfig,
  integer,
  oneOf,
  secret,
  serviceSettings,
  text,
  url,
  type ConfigOf,
} from '@tradepost/config';

export const sandboxConfig = defineConfig({
  ...serviceSettings,
  ...databaseSettings,
  PORT: integer({ default: 8090, max: 65_535, doc: 'port of the API; 0 takes a free one' }),
  SANDBOX_PUBLIC_URL: text({
    default: '',
    doc: 'origin of the challenge pages; empty: the host that the shop called',
  }),
  PUBLIC_URL: url({
    default: 'http://localhost:8080',
    schemes: ['http', 'https'],
    doc: 'origin of the shop, the only one that payers may return to',
  }),
  SANDBOX_WEBHOOK_URL: text({
    default: '',
    doc: "the shop's /api/v1/webhooks/payments/sandbox; empty: no webhooks are sent",
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
    doc: 'ms until an authorisation without a capture expires',
  }),
  // Nothing is paid in the sandbox, so production must not use it by accident.
  ALLOW_PAYMENT_SANDBOX: oneOf(['yes'], {
    default: 'yes',
    mustBeSetInProduction: true,
    doc: 'yes allows the payment sandbox to start with NODE_ENV=production',
  }),
});

export type SandboxConfig = ConfigOf<typeof sandboxConfig>;
