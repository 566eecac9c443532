import { counter, gauge } from '@tradepost/observability';

/** What the cart service reports beside the platform's series. */
export const CART_SERIES = {
  created: counter({
    name: 'carts_created_total',
    help: 'Carts created or reopened',
    labels: { owner: ['guest', 'user'] },
  }),
  linesAdded: counter({ name: 'cart_lines_added_total', help: 'Times a variant was added to a cart' }),
  checkouts: counter({
    name: 'cart_checkouts_total',
    help: 'Carts frozen or lines quoted for an order; refused: a domain error, such as price drift',
    labels: { outcome: ['accepted', 'price_drift', 'refused', 'unavailable', 'error'] },
  }),
  active: gauge({
    name: 'carts_active',
    help: 'Carts that are open and were ever changed, once a minute; estimated when there are more than 2000',
    labels: { owner: ['guest', 'user'] },
    aggregation: 'max',
  }),
  expired: counter({ name: 'carts_expired_total', help: 'Guest carts that expired unused' }),
};
