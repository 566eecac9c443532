import {
  databaseSettings,
  defineConfig,
  devSecret,
  grpcSettings,
  integer,
  someOf,
  redisSettings,
  secret,
  serviceSettings,
  url,
  type ConfigOf,
} from '@tradepost/config';
import { mailSettings } from '@tradepost/mail';

const PAYMENT_PROVIDERS = ['sandbox'] as const;

export type PaymentProviderName = (typeof PAYMENT_PROVIDERS)[number];

export const orderConfig = defineConfig({
  ...serviceSettings,
  ...grpcSettings,
  ...databaseSettings,
  ...redisSettings,
  ...mailSettings,
  ORDER_TOKEN_SECRET: devSecret('signs the order tokens of guests; the same in every instance'),
  PAYMENT_PROVIDERS: someOf(PAYMENT_PROVIDERS, {
    default: ['sandbox'],
    // Fake money must not be taken by default.
    mustBeSetInProduction: true,
    doc: 'payment providers of this shop; with none no order can be placed',
  }),
  PAYMENT_SANDBOX_URL: url({
    default: 'http://127.0.0.1:8090',
    schemes: ['http', 'https'],
    doc: 'URL of the payment sandbox, if PAYMENT_PROVIDERS names it',
  }),
  PAYMENT_SANDBOX_WEBHOOK_SECRET: secret({
    // No real money: a forged webhook makes us ask the sandbox, nothing more.
    default: 'only-for-development-change-me',
    minLength: 16,
    doc: 'secret that the payment sandbox signs its webhooks with; the same as there',
  }),
  PAYMENT_CHALLENGE_MS: integer({
    default: 900_000,
    min: 1_000,
    max: 3_000_000,
    doc: 'ms a payer may take to confirm a payment; stock is held as long',
  }),
  STOCK_HOLD_MS: integer({
    default: 300_000,
    // Longer than a purchase may take: it ends only holds that were abandoned.
    min: 30_000,
    max: 600_000,
    doc: 'ms that stock is held for a purchase, in addition to the time its payer has',
  }),
  SAGA_LEASE_MS: integer({
    default: 15_000,
    min: 100,
    max: 600_000,
    doc: 'ms after which other instances take over the sagas of one that died',
  }),
  SAGA_KEEP_MS: integer({
    default: 2_592_000_000,
    min: 3_600_000,
    doc: 'ms after which ended sagas are deleted',
  }),
  RECONCILIATION_FIRST_MS: integer({
    default: 15_000,
    max: 86_400_000,
    doc: 'ms from the start to the first reconciliation: other services may be starting too',
  }),
  RECONCILIATION_EVERY_MS: integer({
    default: 300_000,
    min: 1_000,
    max: 86_400_000,
    doc: 'ms between two reconciliations',
  }),
  RECONCILIATION_SETTLE_MS: integer({
    default: 60_000,
    max: 86_400_000,
    doc: 'ms after its last change before an order is compared: it may be in progress',
  }),
  RECONCILIATION_LEASE_MS: integer({
    default: 30_000,
    min: 100,
    max: 600_000,
    doc: 'ms after which another instance takes over the reconciliation of one that died',
  }),
  PURCHASES_IN_FLIGHT: integer({
    default: 64,
    min: 1,
    max: 10_000,
    doc: 'purchases that an instance processes concurrently',
  }),
  PURCHASES_QUEUED: integer({
    default: 2_000,
    max: 1_000_000,
    doc: 'purchases that may queue; more are answered with 429',
  }),
});

export type OrderConfig = ConfigOf<typeof orderConfig>;

/** Which modules the application imports is decided before its configuration is parsed, which reports what is wrong. */
export function configuredPaymentProviders(
  env: Readonly<Record<string, string | undefined>> = process.env,
): readonly PaymentProviderName[] {
  const { read, fallback = [] } = orderConfig.settings.PAYMENT_PROVIDERS;
  const text = env['PAYMENT_PROVIDERS'];
  try {
    return text ? read(text) : fallback;
  } catch {
    return [];
  }
}
