import { counter, gauge } from '@tradepost/observability';

/** What the product service reports beside the platform's series. */
export const PRODUCT_SERIES = {
  searches: counter({
    name: 'product_searches_total',
    help: 'First pages of searches: found as typed, found by correcting misspelt words (guessed), or not found',
    labels: { outcome: ['found', 'guessed', 'nothing'] },
  }),
  imported: counter({
    name: 'products_imported_total',
    help: 'Imported products',
    labels: { outcome: ['created', 'updated', 'unchanged', 'refused'] },
  }),
  stockHolds: counter({
    name: 'stock_holds_total',
    help: 'Operations on holds of stock: short is too little stock, over is above the limit of a customer, gone is a hold that has ended',
    labels: {
      outcome: ['held', 'committed', 'extended', 'consumed', 'released', 'returned', 'short', 'over', 'gone'],
    },
  }),
  holdsExpired: counter({
    name: 'stock_holds_expired_total',
    help: 'Holds that expired before they were paid',
  }),
  heldUnits: gauge({
    name: 'stock_held_units',
    help: 'Units held for orders that are being placed',
    aggregation: 'max',
  }),
  levelsWrong: gauge({
    name: 'stock_levels_wrong',
    help: 'Levels that are not the sum of their movements, as of the last check',
    aggregation: 'max',
  }),
};
