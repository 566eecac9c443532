import { serviceBoard } from '../building/service-board.ts';
import { outcomes } from '../building/outcomes.ts';
import { lines, type Query } from '../building/panels.ts';
import {
  confirmed,
  failedPurchases,
  openPurchases,
  payments,
  purchaseLatency,
  purchaseLatencyFigure,
  purchasesByOutcome,
} from '../building/purchases.ts';
import { countAboveZero, oldest } from '../building/waiting.ts';

export const order = serviceBoard({
  service: 'order',
  title: 'Order',
  description: 'Purchases and everything after them: payment, cancellation, refund, review, reconciliation.',
  answersCalls: { runbook: 'CheckoutErrorBudgetBurn' },
  makesCalls: true,
  hasDatabase: true,
  figures: (where) => [confirmed(where), failedPurchases(where), purchaseLatencyFigure(where)],
  rows: (where) => [
    {
      title: 'Purchases',
      panels: [purchasesByOutcome(where), purchaseLatency(where), openPurchases(where)],
    },
    { title: 'After the purchase', panels: [...payments(where), ...afterwards(where)] },
  ],
});

function afterwards(where: string) {
  const only = (metric: string, legend: string): Query => ({ expr: `max(${metric}{${where}})`, legend });
  return [
    lines({
      title: 'Orders in review',
      shows: 'Orders that wait for a decision of staff.',
      bad: 'any that stays for hours: the payment is authorised, the customer waits.',
      runbook: 'OrdersInReview',
      unit: 'short',
      limits: { red: 1 },
      queries: [only('orders_in_review', 'in review')],
    }),
    oldest({
      title: 'Oldest pending order',
      shows: 'Age of the oldest order that is not yet decided.',
      bad: 'minutes without a payment challenge in it: a saga that does not go on, see messaging and sagas.',
      runbook: 'OrdersPendingTooLong',
      limits: { amber: 900, red: 1800 },
      metric: 'orders_oldest_pending_age_seconds',
      where,
      by: ['service_name'],
    }),
    outcomes({
      title: 'Cancellations',
      shows: 'Cancellations per minute by outcome.',
      bad: 'error or unavailable: customers get an error and try again.',
      counter: 'order_cancellations_total',
      where,
    }),
    countAboveZero({
      title: 'Findings of reconciliation',
      shows: 'Open differences between orders, payments and stock.',
      bad: 'anything but 0 that stays for an hour: what heals itself has healed by then.',
      runbook: 'ReconciliationFindings',
      limits: { red: 1 },
      metric: 'reconciliation_findings',
      where,
      by: ['code'],
    }),
  ];
}
