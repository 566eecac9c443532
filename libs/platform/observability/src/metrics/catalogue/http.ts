import { atMost, gauge, histogram } from '../declaration.ts';

/** Any other method is `_OTHER`: clients may send what they like. */
export const HTTP_METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', '_OTHER'] as const;
export type HttpMethod = (typeof HTTP_METHODS)[number];

const known: ReadonlySet<string> = new Set(HTTP_METHODS);

export const methodLabel = (method: string | undefined): HttpMethod =>
  method !== undefined && known.has(method) ? (method as HttpMethod) : '_OTHER';

/** The route of a request that no route answers. */
export const UNMATCHED = 'unmatched';

const status = atMost(40, 'status codes');

export const http = {
  serverDuration: histogram({
    name: 'http_server_request_duration_seconds',
    help: 'Time to answer a request, by the template of its route',
    labels: {
      http_request_method: HTTP_METHODS,
      http_route: atMost(250, 'templates of routes, and unmatched'),
      http_response_status_code: status,
    },
    // A template has one or two methods and a few statuses.
    mostChildren: 1_500,
    hasExemplars: true,
  }),
  serverActive: gauge({
    name: 'http_server_active_requests',
    help: 'Requests being answered',
    aggregation: 'sum',
  }),
  clientDuration: histogram({
    name: 'http_client_request_duration_seconds',
    help: 'Time until a called HTTP server answered; status 0: it did not',
    labels: {
      upstream: atMost(10, 'called servers'),
      http_request_method: HTTP_METHODS,
      http_response_status_code: status,
    },
    mostChildren: 100,
  }),
};
