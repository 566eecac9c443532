import { allOf, orNone, perSecond, quantile } from '../building/expressions.ts';
import { lines } from '../building/panels.ts';
import { httpFigures, httpRoutes } from '../building/requests.ts';
import { serviceBoard } from '../building/service-board.ts';

const CLIENT = 'http_client_request_duration_seconds';
const FAILED = 'http_response_status_code=~"0|5.."';

export const storefront = serviceBoard({
  service: 'storefront',
  title: 'Storefront',
  description: 'Pages, rendered on the server, and what they ask of the gateway.',
  figures: (where) => httpFigures(where, { amber: 1, red: 2.5 }, 'BrowseErrorBudgetBurn'),
  rows: (where) => [
    { title: 'Pages', panels: httpRoutes(where, 'BrowseErrorBudgetBurn') },
    { title: 'Requests to the gateway', panels: toGateway(where) },
  ],
});

function toGateway(where: string) {
  return [
    lines({
      title: 'Requests to the gateway',
      shows: 'Requests per second by method.',
      bad: 'many more than pages: a page loads in a loop.',
      unit: 'reqps',
      queries: [
        {
          expr: perSecond(`${CLIENT}_count`, { where, by: ['http_request_method'] }),
          legend: '{{http_request_method}}',
        },
      ],
    }),
    lines({
      title: 'Failed requests',
      shows: 'Requests that got a 5xx, or no answer (status 0).',
      bad: 'any line that stays: 0 is a gateway that is away, 503 one whose services are.',
      runbook: 'BrowseErrorBudgetBurn',
      unit: 'reqps',
      queries: [
        {
          expr: orNone(
            perSecond(`${CLIENT}_count`, {
              where: allOf(where, FAILED),
              by: ['http_response_status_code'],
            }),
            'http_response_status_code',
          ),
          legend: '{{http_response_status_code}}',
        },
      ],
    }),
    lines({
      title: 'Gateway latency',
      shows: 'Until the gateway answered, as the pages see it.',
      bad: 'a p99 far above the one on the gateway dashboard: the network, or connections that wait for a free socket.',
      unit: 's',
      queries: [
        { expr: quantile(0.5, CLIENT, { where }), legend: 'p50' },
        { expr: quantile(0.99, CLIENT, { where }), legend: 'p99' },
      ],
    }),
  ];
}
