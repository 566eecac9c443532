import {
  type ConfigOf,
  databaseSettings,
  defineConfig,
  grpcSettings,
  integer,
  redisSettings,
  serviceSettings,
} from '@tradepost/config';

export const productConfig = defineConfig({
  ...serviceSettings,
  ...grpcSettings,
  ...databaseSettings,
  ...redisSettings,
  HOLD_SWEEP_MS: integer({
    default: 5_000,
    min: 50,
    doc: 'ms between searches for expired stock holds',
  }),
  STOCK_CHECK_MS: integer({
    default: 300_000,
    min: 100,
    doc: 'ms between comparisons of stock levels with their movements',
  }),
});

export type ProductConfig = ConfigOf<typeof productConfig>;
