// Rate, errors and duration of HTTP requests and of calls between services.
import { allOf, orNone, perSecond, quantile, share, top } from './expressions.ts';
import { figure, lines } from './panels.ts';

const HTTP = 'http_server_request_duration_seconds';
const SERVER = 'rpc_server_call_duration_seconds';
const CLIENT = 'rpc_client_call_duration_seconds';
/** Codes that are the service's fault, not an answer to the caller's mistake. */
const FAULTS =
  'rpc_response_status_code=~"UNKNOWN|DEADLINE_EXCEEDED|RESOURCE_EXHAUSTED|UNIMPLEMENTED|INTERNAL|UNAVAILABLE|DATA_LOSS"';
const SERVER_ERROR = 'http_response_status_code=~"5.."';
const SECONDS = 's';
const PER_SECOND = 'reqps';
const SHARE = 'percentunit';
const BUSIEST = 8;

export interface Latency {
  amber: number;
  red: number;
}

/** Four figures of now: traffic, faults, latency, and what is in flight. */
export function httpFigures(where: string, limits: Latency, runbook: string) {
  const faults = perSecond(`${HTTP}_count`, { where: allOf(where, SERVER_ERROR) });
  const all = perSecond(`${HTTP}_count`, { where });
  return [
    figure({
      title: 'Requests',
      shows: 'Requests answered per second.',
      bad: 'zero while customers are awake, or several times the usual: a crawler, a loop, a campaign.',
      unit: PER_SECOND,
      queries: [{ expr: all, legend: 'requests' }],
    }),
    figure({
      title: 'Server errors',
      shows: 'Share of the answers that were 5xx.',
      bad: 'more than 0.1 % for minutes; every one is a customer who saw an error page.',
      runbook,
      unit: SHARE,
      limits: { amber: 0.001, red: 0.01 },
      queries: [{ expr: share(faults, all), legend: '5xx' }],
    }),
    figure({
      title: 'p99 latency',
      shows: 'Ninety-nine of a hundred answers were faster than this.',
      bad: `above ${limits.red} s, or twice what it was an hour ago.`,
      runbook,
      unit: SECONDS,
      limits,
      queries: [{ expr: quantile(0.99, HTTP, { where }), legend: 'p99' }],
    }),
    figure({
      title: 'In flight',
      shows: 'Requests being answered at this moment, all instances together.',
      bad: 'a climb that does not come down: answers take longer than requests arrive.',
      unit: 'short',
      queries: [{ expr: `sum(http_server_active_requests{${where}})`, legend: 'in flight' }],
    }),
  ];
}

/** The same by route. */
export function httpRoutes(where: string, runbook: string) {
  const by = ['http_route'];
  return [
    lines({
      title: 'Requests by route',
      shows: `The ${BUSIEST} busiest routes.`,
      bad: 'one route that grows alone, or `unmatched` among the first: someone probes addresses.',
      unit: PER_SECOND,
      queries: [{ expr: top(BUSIEST, perSecond(`${HTTP}_count`, { where, by })), legend: '{{http_route}}' }],
    }),
    lines({
      title: 'Server errors by route',
      shows: 'Answers with 5xx per second, by route and status.',
      bad: 'any line that stays above zero. 503 is a service that is away, 504 one that is slow, 500 a bug.',
      runbook,
      unit: PER_SECOND,
      queries: [
        {
          expr: orNone(
            perSecond(`${HTTP}_count`, {
              where: allOf(where, SERVER_ERROR),
              by: ['http_route', 'http_response_status_code'],
            }),
            'http_route',
          ),
          legend: '{{http_route}} {{http_response_status_code}}',
        },
      ],
    }),
    lines({
      title: 'p95 latency by route',
      shows: `Of the ${BUSIEST} slowest routes. Points are single requests: one opens its trace.`,
      bad: 'a step up that began with a deployment, or all routes at once: the database or the machine.',
      runbook,
      unit: SECONDS,
      queries: [
        {
          expr: top(BUSIEST, quantile(0.95, HTTP, { where, by })),
          legend: '{{http_route}}',
          exemplars: true,
        },
      ],
    }),
  ];
}

/** What a service answers to the others. */
export function callsAnswered(where: string, runbook: string) {
  return calls({
    metric: SERVER,
    where,
    runbook,
    title: 'Calls',
    doing: 'answered by this service',
    exemplars: true,
  });
}

/** What a service asks of the others. */
export function callsMade(where: string) {
  return calls({
    metric: CLIENT,
    where,
    runbook: 'NoHealthyUpstream',
    title: 'Calls made',
    doing: 'made to other services',
    exemplars: false,
  });
}

interface Calls {
  metric: string;
  where: string;
  runbook: string;
  title: string;
  doing: string;
  /** Only the called side records trace ids. */
  exemplars: boolean;
}

function calls({ metric, where, runbook, title, doing, exemplars }: Calls) {
  const by = ['rpc_method'];
  return [
    lines({
      title,
      shows: `Calls ${doing} per second, the ${BUSIEST} busiest methods.`,
      bad: 'a method several times its usual: a caller asks in a loop, or retries.',
      unit: PER_SECOND,
      queries: [
        { expr: top(BUSIEST, perSecond(`${metric}_count`, { where, by })), legend: '{{rpc_method}}' },
      ],
    }),
    lines({
      title: `${title}: faults`,
      shows: `Calls ${doing} that ended in a fault, not in a refusal such as NOT_FOUND.`,
      bad: 'any line that stays. UNAVAILABLE: no instance to ask. DEADLINE_EXCEEDED: too slow. INTERNAL: a bug, see the log.',
      runbook,
      unit: PER_SECOND,
      queries: [
        {
          expr: orNone(
            perSecond(`${metric}_count`, {
              where: allOf(where, FAULTS),
              by: ['rpc_method', 'rpc_response_status_code'],
            }),
            'rpc_method',
          ),
          legend: '{{rpc_method}} {{rpc_response_status_code}}',
        },
      ],
    }),
    lines({
      title: `${title}: p95 latency`,
      shows: `Of the ${BUSIEST} slowest methods.${exemplars ? ' Points are single calls: one opens its trace.' : ''}`,
      bad: 'a step up without more traffic. All methods at once: pool, event loop or machine. One: its statement.',
      runbook,
      unit: SECONDS,
      queries: [
        {
          expr: top(BUSIEST, quantile(0.95, metric, { where, by })),
          legend: '{{rpc_method}}',
          exemplars,
        },
      ],
    }),
  ];
}
