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
  STOCK_KEEP_DAYS: integer({
    default: 400,
    // Longer than a return that is repeated by its saga may take: its movement is what makes it count once.
    min: 60,
    max: 36_500,
    doc: 'days after which the stock of shipped and refused orders is deleted, and movements are added up by month',
  }),
});

export type ProductConfig = ConfigOf<typeof productConfig>;
