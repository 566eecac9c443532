import { counter, gauge } from '@tradepost/observability';

/** What the gateway reports beside the platform's series. */
export const GATEWAY_SERIES = {
  rateLimited: counter({
    name: 'rate_limited_total',
    help: 'Requests refused by a rate limit',
    labels: { limit: ['read', 'page', 'write', 'purchase', 'webhook', 'sign-in'] },
  }),
  cacheLookups: counter({
    name: 'edge_cache_lookups_total',
    help: 'Look-ups of the edge cache',
    labels: { result: ['hit', 'miss'] },
  }),
  revocations: gauge({
    name: 'token_revocations',
    help: 'Ended sessions and changed roles that tokens are compared with',
    labels: { kind: ['session', 'roles'] },
    aggregation: 'max',
  }),
  revocationsAge: gauge({
    name: 'token_revocations_age_seconds',
    help: 'Time since the user service reported which tokens have ended; since the start when it never did',
    aggregation: 'max',
  }),
  orderFollowers: gauge({
    name: 'order_followers',
    help: 'Open connections that follow an order',
    aggregation: 'sum',
  }),
};
