// What the order and the checkout dashboards both show of purchases and payments.
import { allOf, perMinute, quantile, share } from './expressions.ts';
import { outcomes } from './outcomes.ts';
import { figure, lines } from './panels.ts';

const PURCHASES = 'order_purchases_total';
/** Failures of the shop; the other outcomes are correct answers to what was asked. */
const FAILURES = 'outcome=~"busy|expired|timeout|unavailable|error"';
/** A repeated request with the same key gets the first answer once more: no purchase of its own. */
const ASKED = 'outcome!~"replayed|in_flight"';

export function confirmed(where = '') {
  return figure({
    title: 'Purchases',
    shows: 'Confirmed purchases per minute.',
    bad: 'zero at a time of day that always has some, whatever everything else shows.',
    runbook: 'NoPurchasesConfirmed',
    unit: 'cpm',
    decimals: 1,
    queries: [
      { expr: perMinute(PURCHASES, { where: allOf('outcome="confirmed"', where) }), legend: 'confirmed' },
    ],
  });
}

export function failedPurchases(where = '') {
  return figure({
    title: 'Failed purchases',
    shows:
      'Share of purchases that failed by a fault of the shop. Declined cards and sold-out articles do not count.',
    bad: 'above 0.5 %, the objective. Each one is a customer who wanted to pay.',
    runbook: 'CheckoutErrorBudgetBurn',
    unit: 'percentunit',
    noValue: 'no purchases',
    limits: { amber: 0.005, red: 0.05 },
    queries: [
      {
        expr: share(
          perMinute(PURCHASES, { where: allOf(FAILURES, where) }),
          perMinute(PURCHASES, { where: allOf(ASKED, where) }),
        ),
        legend: 'failed',
      },
    ],
  });
}

export function purchaseLatencyFigure(where = '') {
  return figure({
    title: 'p95 purchase',
    shows: 'Time from the request until the answer, of confirmed purchases.',
    bad: 'above 2.5 s: customers press again, or leave.',
    runbook: 'CheckoutLatencyBudgetBurn',
    unit: 's',
    noValue: 'no purchases',
    limits: { amber: 1, red: 2.5 },
    queries: [
      {
        expr: quantile(0.95, 'order_purchase_duration_seconds', {
          where: allOf('outcome="confirmed"', where),
        }),
        legend: 'p95',
      },
    ],
  });
}

export function purchasesByOutcome(where = '') {
  return outcomes({
    title: 'Purchases by outcome',
    shows: 'Answered purchases per minute.',
    bad: 'declined alone: the provider. out_of_stock alone: one article, or lost stock. unavailable, timeout, busy: the shop.',
    runbook: 'CheckoutErrorBudgetBurn',
    counter: PURCHASES,
    where,
  });
}

export function purchaseLatency(where = '') {
  const of = (q: number) => quantile(q, 'order_purchase_duration_seconds', { where });
  return lines({
    title: 'Time of a purchase',
    shows:
      'From the request until the answer. Points are single purchases: one opens its trace, saga steps included.',
    bad: 'a p50 that rises with p99: everything is slow, look at the database. Only p99: one article or one provider.',
    runbook: 'CheckoutLatencyBudgetBurn',
    unit: 's',
    limits: { amber: 1, red: 2.5 },
    queries: [
      { expr: of(0.5), legend: 'p50', exemplars: true },
      { expr: of(0.95), legend: 'p95' },
      { expr: of(0.99), legend: 'p99' },
    ],
  });
}

export function openPurchases(where = '') {
  return lines({
    title: 'Purchases being answered',
    shows: 'In flight, and queued until one in flight ends.',
    bad: 'queued above zero for minutes: more purchases than Postgres can take; the next answer is busy.',
    runbook: 'CheckoutLatencyBudgetBurn',
    unit: 'short',
    queries: [
      {
        expr:
          where === ''
            ? 'sum by (where) (order_purchases_open)'
            : `sum by (where) (order_purchases_open{${where}})`,
        legend: '{{where}}',
      },
    ],
  });
}

export function payments(where = '') {
  return [
    outcomes({
      title: 'Payment operations',
      shows: 'Operations at providers per minute, by outcome.',
      bad: 'error or unknown: the provider is away or slow. declined many times the usual: stolen cards are being tried.',
      runbook: 'ProviderOutcomesUnknown',
      counter: 'payment_operations_total',
      where,
      by: ['provider', 'operation', 'outcome'],
    }),
    lines({
      title: 'Payment latency, p95',
      shows: 'Time that providers take, by operation.',
      bad: 'above 2 s: purchases wait for it, and nothing of ours makes it faster. See the status page of the provider.',
      runbook: 'CheckoutLatencyBudgetBurn',
      unit: 's',
      limits: { amber: 1, red: 2.5 },
      queries: [
        {
          expr: quantile(0.95, 'payment_operation_duration_seconds', {
            where,
            by: ['provider', 'operation'],
          }),
          legend: '{{provider}} {{operation}}',
        },
      ],
    }),
  ];
}
