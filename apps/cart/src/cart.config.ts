import {
  currency,
  databaseSettings,
  defineConfig,
  devSecret,
  grpcSettings,
  integer,
  redisSettings,
  serviceSettings,
  type ConfigOf,
} from '@tradepost/config';

export const cartConfig = defineConfig({
  ...serviceSettings,
  ...grpcSettings,
  ...databaseSettings,
  ...redisSettings,
  SHOP_CURRENCY: currency({ default: 'GBP', doc: 'currency of an empty cart' }),
  CART_TOKEN_SECRET: devSecret('signs the tokens of guest carts; after a change guests lose their carts'),
  GUEST_CART_DAYS: integer({
    default: 30,
    min: 1,
    max: 3_650,
    doc: 'days after which a guest cart without changes expires',
  }),
  CART_SWEEP_MS: integer({
    default: 600_000,
    min: 100,
    doc: 'ms between expiry runs for abandoned guest carts',
  }),
});

export type CartConfig = ConfigOf<typeof cartConfig>;
