/** The service level objectives. Why each has its numbers: docs/monitoring.md. */
export interface Slo {
  /** Value of the label `slo`. */
  name: string;
  alert: string;
  /** What customers notice, for the summary of the alert. */
  symptom: string;
  /** The share of events that may fail in 30 days. */
  budget: number;
  indicator: Counted | Timed;
}

/** Counters of all events and of the failed ones. */
interface Counted {
  events: string;
  failures: string;
}

/** A histogram: what is slower has failed, and what does not match `good`. */
interface Timed {
  histogram: string;
  matchers: string;
  good?: string;
  seconds: number;
}

const REQUESTS = 'http_server_request_duration_seconds';

// All pages are one route of the gateway, which passes them on to the storefront.
const BROWSE =
  'service_name="gateway",http_request_method="GET",http_route=~"/[*]|/api/v1/(products|categories|search)(/.*)?"';
const CART = 'service_name="gateway",http_request_method!="GET",http_route=~"/api/v1/carts(/.*)?"';
const CHECKOUT = 'service_name="gateway",http_request_method="POST",http_route="/api/v1/orders"';

// Refusals for the caller's own reasons (4xx) are neither good nor bad, except the answers that are a part of the
// work: a checkout must be able to say that a card is declined (402) or that stock is out (409).
const BROWSE_ANSWERS = '2..|3..';
const CART_ANSWERS = '2..|409|412';
const CHECKOUT_ANSWERS = '2..|402|409';

function requests(matchers: string, answers: string): Counted {
  return {
    events: `${REQUESTS}_count{${matchers},http_response_status_code=~"${answers}|5.."}`,
    failures: `${REQUESTS}_count{${matchers},http_response_status_code=~"5.."}`,
  };
}

function answersWithin(seconds: number, matchers: string, answers: string): Timed {
  return { histogram: REQUESTS, matchers: `${matchers},http_response_status_code=~"${answers}"`, seconds };
}

export const slos: Slo[] = [
  {
    name: 'browse-availability',
    alert: 'BrowseErrorBudgetBurn',
    symptom: 'Pages and the catalogue fail with server errors',
    budget: 0.001,
    indicator: requests(BROWSE, BROWSE_ANSWERS),
  },
  {
    name: 'browse-latency',
    alert: 'BrowseLatencyBudgetBurn',
    symptom: 'Pages and the catalogue are slow',
    budget: 0.01,
    indicator: answersWithin(0.5, BROWSE, BROWSE_ANSWERS),
  },
  {
    name: 'cart-write',
    alert: 'CartErrorBudgetBurn',
    symptom: 'Carts cannot be changed: server errors',
    budget: 0.001,
    indicator: requests(CART, CART_ANSWERS),
  },
  {
    name: 'checkout-success',
    alert: 'CheckoutErrorBudgetBurn',
    symptom: 'Purchases fail with server errors',
    budget: 0.005,
    indicator: requests(CHECKOUT, CHECKOUT_ANSWERS),
  },
  {
    name: 'checkout-latency',
    alert: 'CheckoutLatencyBudgetBurn',
    symptom: 'Purchases are slow',
    budget: 0.01,
    indicator: answersWithin(2.5, CHECKOUT, CHECKOUT_ANSWERS),
  },
  {
    name: 'order-completion',
    alert: 'OrderCompletionBudgetBurn',
    symptom: 'Confirmed orders are not paid in time',
    budget: 0.005,
    indicator: {
      histogram: 'order_completion_seconds',
      matchers: '',
      good: 'outcome="captured"',
      seconds: 60,
    },
  },
  {
    name: 'event-delivery',
    alert: 'EventDeliveryBudgetBurn',
    symptom: 'Events take effect late',
    budget: 0.01,
    indicator: { histogram: 'event_delivery_seconds', matchers: '', seconds: 5 },
  },
];
