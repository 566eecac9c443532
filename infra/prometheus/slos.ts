/** The service level objectives. Why each has its numbers: docs/monitoring.md. */
export interface Slo {
  /** Value of the label `slo`. */
  name: string;
  alert: string;
  /** What customers notice, for the summary of the alert. */
  symptom: string;
  /** The share of events that may fail in 30 days. */
  budget: number;
  /** Counters of all events and of the failed ones, or a histogram whose slow observations have failed. */
  indicator: { events: string; failures: string } | { histogram: string; matchers: string; seconds: number };
}

const REQUESTS = 'http_server_request_duration_seconds';

// Refusals for the caller's own reasons (4xx) are neither good nor bad, but a declined card and missing stock are
// what a checkout must be able to answer.
const CHECKOUT = 'service_name="gateway",http_request_method="POST",http_route="/api/v1/orders"';
const CHECKOUT_ANSWERS = '2..|402|409';

export const slos: Slo[] = [
  {
    name: 'checkout-success',
    alert: 'CheckoutErrorBudgetBurn',
    symptom: 'Purchases fail with server errors',
    budget: 0.005,
    indicator: {
      events: `${REQUESTS}_count{${CHECKOUT},http_response_status_code=~"${CHECKOUT_ANSWERS}|5.."}`,
      failures: `${REQUESTS}_count{${CHECKOUT},http_response_status_code=~"5.."}`,
    },
  },
];
