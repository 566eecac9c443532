import {
  currency,
  databaseSettings,
  defineConfig,
  devSecret,
  grpcSettings,
  integer,
  jsonFile,
  redisSettings,
  serviceSettings,
  type ConfigOf,
} from '@tradepost/config';
import { DEMO_TARIFFS } from './domain/demo-tariffs.ts';
import { readTariffs } from './domain/read-tariffs.ts';
import { faultsOfCurrency } from './domain/tariffs.ts';

export const cartConfig = defineConfig(
  {
    ...serviceSettings,
    ...grpcSettings,
    ...databaseSettings,
    ...redisSettings,
    SHOP_CURRENCY: currency({ default: 'GBP', doc: 'currency of an empty cart' }),
    SHIPPING_TARIFFS_FILE: jsonFile({
      default: DEMO_TARIFFS,
      read: readTariffs,
      doc: 'zones and prices of shipping, in every currency that is sold: docs/shipping.md; empty: those of the demo',
    }),
    CART_TOKEN_SECRET: devSecret('signs the tokens of guest carts; after a change guests lose their carts'),
    GUEST_CART_DAYS: integer({
      default: 30,
      min: 1,
      max: 3_650,
      doc: 'days after which a guest cart without changes expires, and an ended cart is deleted',
    }),
    CART_SWEEP_MS: integer({
      default: 600_000,
      min: 100,
      doc: 'ms between expiry runs for abandoned guest carts',
    }),
  },
  {
    faults: ({ SHOP_CURRENCY, SHIPPING_TARIFFS_FILE }) =>
      faultsOfCurrency(SHIPPING_TARIFFS_FILE, SHOP_CURRENCY).map(
        (fault) =>
          `SHOP_CURRENCY is ${SHOP_CURRENCY}, but ${fault} (SHIPPING_TARIFFS_FILE, docs/shipping.md)`,
      ),
  },
);

export type CartConfig = ConfigOf<typeof cartConfig>;
