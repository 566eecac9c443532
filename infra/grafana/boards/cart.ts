import { perMinute } from '../building/expressions.ts';
import { outcomes } from '../building/outcomes.ts';
import { figure, lines } from '../building/panels.ts';
import { serviceBoard } from '../building/service-board.ts';

export const cart = serviceBoard({
  service: 'cart',
  title: 'Cart',
  description: 'Carts of guests and customers, and whether they can be checked out.',
  answersCalls: { runbook: 'CartErrorBudgetBurn' },
  makesCalls: true,
  hasDatabase: true,
  figures: (where) => [
    figure({
      title: 'Lines added',
      shows: 'Articles added to carts per minute.',
      bad: 'zero while the gateway has visitors: pages work, the button does not.',
      unit: 'cpm',
      queries: [{ expr: perMinute('cart_lines_added_total', { where }), legend: 'lines' }],
    }),
    figure({
      title: 'Active carts',
      shows: 'Carts with lines in them.',
      bad: 'a fall to a fraction within minutes: carts expire too early, or a table was emptied.',
      unit: 'short',
      queries: [{ expr: `sum(max by (owner) (carts_active{${where}}))`, legend: 'carts' }],
    }),
  ],
  rows: (where) => [
    {
      title: 'Carts',
      panels: [
        outcomes({
          title: 'Carts created',
          shows: 'New carts per minute, of guests and of signed-in customers.',
          bad: 'carts of guests by hundreds a minute: a crawler that follows buttons.',
          counter: 'carts_created_total',
          where,
          by: ['owner'],
        }),
        outcomes({
          title: 'Checkouts by outcome',
          shows: 'Carts frozen for an order per minute.',
          bad: 'price_drift that stays: prices reach the cart late. unavailable: the product service is away.',
          runbook: 'CheckoutErrorBudgetBurn',
          counter: 'cart_checkouts_total',
          where,
        }),
        lines({
          title: 'Carts expired',
          shows: 'Guest carts deleted unused, per minute.',
          bad: 'zero for days: the clean-up does not run, and the table grows.',
          unit: 'cpm',
          queries: [{ expr: perMinute('carts_expired_total', { where }), legend: 'expired' }],
        }),
      ],
    },
  ],
});
