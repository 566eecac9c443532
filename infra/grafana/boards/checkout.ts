import { board } from '../building/board.ts';
import { inRange, perMinute, quantile, share } from '../building/expressions.ts';
import { outcomes } from '../building/outcomes.ts';
import { figure, lines } from '../building/panels.ts';
import {
  confirmed,
  failedPurchases,
  payments,
  purchaseLatency,
  purchaseLatencyFigure,
  purchasesByOutcome,
} from '../building/purchases.ts';

const CONFIRMED = 'outcome="confirmed"';

export const checkout = board({
  name: 'checkout',
  title: 'Checkout funnel',
  description:
    'From a filled cart to a captured payment: how many come through, where they are lost, and how fast it is.',
  rows: [
    { title: 'Now', panels: [confirmed(), failedPurchases(), purchaseLatencyFigure(), conversion()] },
    { title: 'Funnel', panels: [...funnel(), purchasesByOutcome()] },
    { title: 'Payment', panels: [purchaseLatency(), ...payments()] },
    { title: 'Money and completion', panels: [...money(), completion()] },
  ],
});

function conversion() {
  const checkouts = perMinute('cart_checkouts_total', { where: 'outcome="accepted"' });
  return figure({
    title: 'Checkouts that end in an order',
    shows: 'Confirmed purchases as a share of the carts that were frozen for one.',
    bad: 'half of the usual: payment or stock refuses. The panel of outcomes says which.',
    unit: 'percentunit',
    width: 6,
    noValue: 'no checkouts',
    limits: { amber: 0.8, red: 0.5, below: true },
    queries: [
      { expr: share(perMinute('order_purchases_total', { where: CONFIRMED }), checkouts), legend: 'share' },
    ],
  });
}

function funnel() {
  const steps = [
    { legend: '1 carts created', of: perMinute('carts_created_total'), sum: inRange('carts_created_total') },
    {
      legend: '2 lines added',
      of: perMinute('cart_lines_added_total'),
      sum: inRange('cart_lines_added_total'),
    },
    {
      legend: '3 checkouts',
      of: perMinute('cart_checkouts_total', { where: 'outcome="accepted"' }),
      sum: inRange('cart_checkouts_total', { where: 'outcome="accepted"' }),
    },
    {
      legend: '4 orders',
      of: perMinute('order_purchases_total', { where: CONFIRMED }),
      sum: inRange('order_purchases_total', { where: CONFIRMED }),
    },
  ];
  return [
    lines({
      title: 'Steps per minute',
      shows: 'Every step of the funnel over time.',
      bad: 'a step that falls while the one before it stays: look at its service. All at once: the gateway or the visitors.',
      runbook: 'NoPurchasesConfirmed',
      unit: 'cpm',
      queries: steps.map(({ legend, of }) => ({ legend, expr: of })),
    }),
    figure({
      title: 'Steps in this time',
      shows: 'How many of each step happened in the time that the dashboard shows.',
      bad: 'a step that is small against the one before it, compared with yesterday at the same time.',
      unit: 'short',
      width: 8,
      decimals: 0,
      queries: steps.map(({ legend, sum }) => ({ legend, expr: sum, instant: true })),
    }),
  ];
}

function money() {
  return [
    lines({
      title: 'Revenue',
      shows:
        'Confirmed and refunded amounts, in minor units of the currency (cents) per minute, by currency.',
      bad: 'zero while purchases are confirmed: prices or currencies are wrong.',
      unit: 'short',
      queries: [
        { expr: perMinute('order_revenue_minor_total', { by: ['currency'] }), legend: '{{currency}}' },
        {
          expr: perMinute('order_refunded_minor_total', { by: ['currency'] }),
          legend: '{{currency}} refunded',
        },
      ],
    }),
    outcomes({
      title: 'Refunds',
      shows: 'Refunds per minute by outcome.',
      bad: 'more refunds than orders, or failed ones: a customer waits for money.',
      runbook: 'ReconciliationFindings',
      counter: 'order_refunds_total',
      where: '',
    }),
  ];
}

function completion() {
  return lines({
    title: 'From order to captured payment',
    shows: 'Time between the confirmation of an order and its capture.',
    bad: 'minutes: captures fail and are tried again. An authorisation that is never captured expires.',
    runbook: 'OrderCompletionBudgetBurn',
    unit: 's',
    limits: { amber: 60, red: 300 },
    queries: [
      { expr: quantile(0.5, 'order_completion_seconds'), legend: 'p50' },
      { expr: quantile(0.99, 'order_completion_seconds'), legend: 'p99' },
    ],
  });
}
