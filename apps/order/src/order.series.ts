import { atMost, counter, gauge, histogram, WORK_BUCKETS } from '@tradepost/observability';
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

export const PAYMENT_OPERATIONS = ['authorize', 'capture', 'void', 'refund', 'status'] as const;
export type PaymentOperation = (typeof PAYMENT_OPERATIONS)[number];

const payment = {
  provider: atMost(5, 'payment providers'),
  operation: PAYMENT_OPERATIONS,
  outcome: ['ok', 'declined', 'unknown', 'error'],
} as const;
const currency = atMost(10, 'currencies of the shop');

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
  completion: histogram({
    name: 'order_completion_seconds',
    help: 'From the confirmation of an order until its money was captured, or until it was put to review',
    labels: { outcome: ['captured', 'review'] },
    buckets: WORK_BUCKETS,
  }),
  revenue: counter({
    name: 'order_revenue_minor_total',
    help: 'Captured money',
    labels: { currency },
  }),
  refundedMinor: counter({
    name: 'order_refunded_minor_total',
    help: 'Refunded money',
    labels: { currency },
  }),
  refunds: counter({
    name: 'order_refunds_total',
    help: 'Refunds by outcome; failed: the provider refused, rejected: staff did',
    labels: { outcome: ['refunded', 'failed', 'rejected'] },
  }),
  inReview: gauge({
    name: 'orders_in_review',
    help: 'Orders that wait for an operator',
    aggregation: 'max',
  }),
  oldestPendingAge: gauge({
    name: 'orders_oldest_pending_age_seconds',
    help: 'Age of the oldest order that is neither confirmed nor rejected; one that waits for its payer counts',
    aggregation: 'max',
  }),
  paymentOperations: counter({
    name: 'payment_operations_total',
    help: 'Operations of payment providers; unknown: it may have happened, so it is asked again',
    labels: payment,
  }),
  paymentDuration: histogram({
    name: 'payment_operation_duration_seconds',
    help: 'Time until a payment provider answered',
    labels: payment,
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
  lastReconciled: gauge({
    name: 'reconciliation_last_run_timestamp_seconds',
    help: 'When the last complete run of reconciliation ended; if none did in the last seven days, when the process started',
    aggregation: 'max',
  }),
};
