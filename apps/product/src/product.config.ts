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
});

export type ProductConfig = ConfigOf<typeof productConfig>;
