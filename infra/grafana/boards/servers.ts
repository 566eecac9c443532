import { board } from '../building/board.ts';
import { perSecond, quantile } from '../building/expressions.ts';
import { lines, states } from '../building/panels.ts';
import { pool } from '../building/saturation.ts';
import { serviceName } from '../building/variables.ts';
import { oldest } from '../building/waiting.ts';

const WHERE = 'service_name=~"$service_name"';
const OPERATIONS = 'db_client_operation_duration_seconds';

export const serverBoard = board({
  name: 'servers',
  title: 'Postgres, Redis, Consul',
  description:
    'The servers as the shop sees them. What they say of themselves needs their exporters, which bring dashboards of their own.',
  variables: [serviceName()],
  rows: [
    { title: 'Reached', panels: reached() },
    { title: 'Postgres', panels: postgres() },
    { title: 'Redis', panels: redis() },
    { title: 'Consul', panels: consul() },
  ],
});

function reached() {
  return [
    states({
      title: 'Dependencies',
      shows:
        'Whether each service reached each server at its last use: 1 is reached. Lowest of its instances.',
      bad: 'one server red in all services: the server. One service red alone: its password, its network, its pool.',
      runbook: ['PostgresUnreachable', 'RedisUnreachable', 'ConsulUnreachable', 'SmtpUnreachable'],
      unit: 'short',
      width: 24,
      decimals: 0,
      limits: { red: 1, below: true },
      queries: [
        {
          expr: `min by (dependency, service_name) (dependency_up{${WHERE}})`,
          legend: '{{dependency}} {{service_name}}',
        },
      ],
    }),
  ];
}

function postgres() {
  const by = ['service_name'];
  return [
    lines({
      title: 'Operations',
      shows: 'Database operations per second by service.',
      bad: 'many times the usual without more requests: a loop, or a worker that finds nothing and asks again.',
      unit: 'ops',
      queries: [{ expr: perSecond(`${OPERATIONS}_count`, { where: WHERE, by }), legend: '{{service_name}}' }],
    }),
    lines({
      title: 'Operations, p95 by service',
      shows: 'Time of a database operation while a request waits.',
      bad: 'all services at once: Postgres or its disk. One: its statement, an index that the planner left, a lock.',
      runbook: 'DatabaseSlow',
      unit: 's',
      limits: { amber: 0.1, red: 0.5 },
      queries: [
        {
          expr: quantile(0.95, OPERATIONS, { where: `kind="request", ${WHERE}`, by }),
          legend: '{{service_name}}',
        },
      ],
    }),
    lines({
      title: 'Wait for a connection, p99',
      shows: 'Time that operations waited for a connection of their pool.',
      bad: 'above 50 ms: the pool is full. See what holds connections before making it larger.',
      runbook: 'PoolWaiting',
      unit: 's',
      limits: { amber: 0.05, red: 0.5 },
      queries: [
        {
          expr: quantile(0.99, 'db_client_connection_wait_time_seconds', { where: WHERE, by }),
          legend: '{{service_name}}',
        },
      ],
    }),
    ...pool(WHERE).slice(0, 2),
  ];
}

function redis() {
  return [
    oldest({
      title: 'Oldest event that waits for Redis',
      shows:
        'Age of the oldest event in an outbox. It is published to Redis, so it grows while Redis is away.',
      bad: 'above 30 s for all services at once. Nothing is lost: events stay in Postgres until Redis is back.',
      runbook: 'OutboxStuck',
      limits: { amber: 10, red: 30 },
      metric: 'outbox_oldest_age_seconds',
      where: WHERE,
      by: ['service_name'],
    }),
    lines({
      title: 'Published to streams',
      shows: 'Events that Redis took per second.',
      bad: 'zero while the panel beside it grows.',
      runbook: 'OutboxStuck',
      unit: 'eps',
      queries: [
        {
          expr: perSecond('outbox_published_total', { where: WHERE, by: ['service_name'] }),
          legend: '{{service_name}}',
        },
      ],
    }),
  ];
}

function consul() {
  return [
    states({
      title: 'Registered',
      shows: 'Instances that are registered in Consul: 1 is registered.',
      bad: 'red: the others do not find this instance. It registers again by itself when Consul is back.',
      runbook: 'InstanceNotRegistered',
      unit: 'short',
      decimals: 0,
      limits: { red: 1, below: true },
      queries: [
        {
          expr: `min by (service_name, instance) (discovery_registered{${WHERE}})`,
          legend: '{{service_name}} {{instance}}',
        },
      ],
    }),
    oldest({
      title: 'Age of the registry data',
      shows: 'Time since Consul last answered a service that looks for another.',
      bad: 'above two minutes: calls go to the instances of that time. It matters when one of them stops.',
      runbook: 'RegistryAnswersStale',
      limits: { amber: 120, red: 600 },
      metric: 'discovery_update_age_seconds',
      where: WHERE,
      by: ['service_name', 'upstream'],
    }),
    lines({
      title: 'Ejections',
      shows: 'Instances per minute that a caller set aside because their calls failed.',
      bad: 'the same upstream again and again: one instance answers its health check and fails its calls.',
      runbook: 'BalancerEjections',
      unit: 'cpm',
      queries: [
        {
          expr: `${perSecond('balancer_ejections_total', { where: WHERE, by: ['upstream'] })} * 60`,
          legend: '{{upstream}}',
        },
      ],
    }),
  ];
}
