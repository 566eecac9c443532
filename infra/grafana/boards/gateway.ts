import { board } from '../building/board.ts';
import { allOf, perSecond, share } from '../building/expressions.ts';
import { figure, lines } from '../building/panels.ts';
import { callsMade, httpFigures, httpRoutes } from '../building/requests.ts';
import { cpu, eventLoop, instances, logLines, memory } from '../building/saturation.ts';
import { instance } from '../building/variables.ts';

const SERVICE = 'service_name="gateway"';
const WHERE = allOf(SERVICE, 'instance=~"$instance"');

export const gateway = board({
  name: 'gateway',
  title: 'Gateway',
  description: 'Everything that comes in: routes, what they ask of the services, limits and the edge cache.',
  variables: [instance(SERVICE)],
  service: 'gateway',
  rows: [
    {
      title: 'Now',
      panels: [
        instances(SERVICE),
        ...httpFigures(WHERE, { amber: 0.5, red: 1 }, 'BrowseErrorBudgetBurn'),
        rateLimited(),
      ],
    },
    { title: 'Routes', panels: httpRoutes(WHERE, 'BrowseErrorBudgetBurn') },
    { title: 'Services that it asks', panels: [...callsMade(WHERE), ...upstreams()] },
    { title: 'Edge', panels: edge() },
    { title: 'Process', panels: [cpu(WHERE), eventLoop(WHERE), memory(WHERE)] },
  ],
});

function rateLimited() {
  return figure({
    title: 'Rate limited',
    shows: 'Requests per second that a rate limit refused.',
    bad: 'more than a few: an attack, or one proxy address that stands for all customers (TRUST_PROXY).',
    runbook: 'RateLimitFlood',
    unit: 'reqps',
    limits: { amber: 1, red: 10 },
    queries: [{ expr: perSecond('rate_limited_total', { where: WHERE }), legend: 'refused' }],
  });
}

function upstreams() {
  return [
    lines({
      title: 'Instances by upstream',
      shows: 'Instances that the balancer knows, healthy and ejected.',
      bad: 'no healthy one, or ejected ones that do not come back.',
      runbook: 'BalancerEjections',
      unit: 'short',
      queries: [
        {
          expr: `min by (upstream, state) (discovery_instances{${WHERE}})`,
          legend: '{{upstream}} {{state}}',
        },
      ],
    }),
    lines({
      title: 'Age of the registry data',
      shows: 'Time since the registry last said where the instances are.',
      bad: 'minutes: Consul is away. Calls go on with the last answer, new instances get none.',
      runbook: 'RegistryAnswersStale',
      unit: 's',
      limits: { amber: 120, red: 600 },
      queries: [
        { expr: `max by (upstream) (discovery_update_age_seconds{${WHERE}})`, legend: '{{upstream}}' },
      ],
    }),
    logLines(WHERE),
  ];
}

function edge() {
  const lookups = (more = '') => perSecond('edge_cache_lookups_total', { where: allOf(WHERE, more) });
  return [
    lines({
      title: 'Edge cache hits',
      shows: 'Share of catalogue reads that never reach the product service.',
      bad: 'a fall to zero: the product service gets all of the traffic. After a start it is low for a minute.',
      unit: 'percentunit',
      max: 1,
      queries: [{ expr: share(lookups('result="hit"'), lookups()), legend: 'hits' }],
    }),
    lines({
      title: 'Refused by limit',
      shows: 'Requests per second refused, by limit.',
      bad: '`sign-in` alone: passwords are being guessed.',
      runbook: 'RateLimitFlood',
      unit: 'reqps',
      queries: [
        {
          expr: perSecond('rate_limited_total', { where: WHERE, by: ['limit'] }),
          legend: '{{limit}}',
        },
      ],
    }),
    lines({
      title: 'Age of the revocation list',
      shows: 'How old the list of ended sessions is; the gateway refreshes it every second.',
      bad: 'more than 10 s: ended sessions still work for that long.',
      runbook: 'RevocationsStale',
      unit: 's',
      limits: { amber: 5, red: 10 },
      queries: [{ expr: `max(token_revocations_age_seconds{${WHERE}})`, legend: 'age' }],
    }),
  ];
}
