import { counter, gauge, histogram } from '@tradepost/observability';
import { FINDING_CODES } from './domain/reconciliation.ts';

/**
 * `declined`, `out_of_stock`, `price_drift`, `rejected` and `invalid` are correct answers to what was asked; `busy`,
 * `expired`, `timeout`, `unavailable` and `error` are failures of the shop.
 */
export const PURCHASE_OUTCOMES = [
  'confirmed',
  'replayed',
  'unsettled',
  'declined',
  'out_of_stock',
  'price_drift',
  'rejected',
  'invalid',
  'in_flight',
  'cancelled',
  'busy',
  'expired',
  'timeout',
  'unavailable',
  'error',
] as const;
export type PurchaseOutcome = (typeof PURCHASE_OUTCOMES)[number];

/** What the order service reports beside the platform's series. */
export const ORDER_SERIES = {
  purchases: counter({
    name: 'order_purchases_total',
    help: 'Purchases by outcome; of the orders, confirmed is placed, replayed is the first answer once more',
    labels: { outcome: PURCHASE_OUTCOMES },
  }),
  purchaseDuration: histogram({
    name: 'order_purchase_duration_seconds',
    help: 'From the request for a purchase until its answer',
    labels: { outcome: PURCHASE_OUTCOMES },
    hasExemplars: true,
  }),
  purchasesOpen: gauge({
    name: 'order_purchases_open',
    help: 'Purchases being answered and waiting to be admitted',
    labels: { where: ['in_flight', 'queued'] },
    aggregation: 'sum',
  }),
  cancellations: counter({
    name: 'order_cancellations_total',
    help: 'Cancellations of whole orders by outcome; refused: the order is past it',
    labels: { outcome: ['cancelled', 'refused', 'unavailable', 'error'] },
  }),
  findings: gauge({
    name: 'reconciliation_findings',
    help: 'Open findings of reconciliation',
    labels: { code: FINDING_CODES },
    aggregation: 'max',
  }),
};
