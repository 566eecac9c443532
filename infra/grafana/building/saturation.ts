// How full processes and connection pools are.
import { perSecond, quantile, selector } from './expressions.ts';
import { figure, lines } from './panels.ts';

const LEGEND = '{{service_name}} {{instance}}';
const BY = ['service_name', 'instance'];
const TARGETS = 'service_name, instance';

/** One Node process is one core: 1 is all of it. */
export function cpu(where: string) {
  return lines({
    title: 'CPU',
    shows:
      'Cores used by each process. JavaScript runs on one; the rest is garbage collection, TLS and hashing.',
    bad: 'above 0.8 for minutes: requests wait for the event loop. Add instances before looking for the cause.',
    runbook: 'EventLoopSaturated',
    unit: 'short',
    decimals: 2,
    limits: { amber: 0.8, red: 1 },
    queries: [{ expr: perSecond('process_cpu_seconds_total', { where, by: BY }), legend: LEGEND }],
  });
}

export function eventLoop(where: string) {
  return lines({
    title: 'Event loop utilisation',
    shows: 'Share of the time in which the event loop had work.',
    bad: 'above 0.8: latency grows faster than traffic from here on.',
    runbook: 'EventLoopSaturated',
    unit: 'percentunit',
    max: 1,
    limits: { amber: 0.7, red: 0.85 },
    queries: [
      { expr: `max by (${TARGETS}) (${selector('nodejs_eventloop_utilization', where)})`, legend: LEGEND },
    ],
  });
}

export function eventLoopDelay(where: string) {
  return lines({
    title: 'Event loop delay, p99',
    shows: 'How late timers and sockets are served. Sampled every 100 ms, so about 0.1 s is no delay at all.',
    bad: 'above 250 ms: one piece of work holds the loop. A CPU profile names it.',
    runbook: 'EventLoopSaturated',
    unit: 's',
    limits: { amber: 0.25, red: 0.5 },
    queries: [
      {
        expr: `max by (${TARGETS}) (${selector('nodejs_eventloop_lag_p99_seconds', where)})`,
        legend: LEGEND,
      },
    ],
  });
}

export function memory(where: string) {
  return lines({
    title: 'Memory',
    shows: 'Resident memory of each process.',
    bad: 'a line that climbs for hours and never falls: a leak. The limit of the container ends it.',
    runbook: 'MemoryNearLimit',
    unit: 'bytes',
    queries: [
      { expr: `max by (${TARGETS}) (${selector('process_resident_memory_bytes', where)})`, legend: LEGEND },
    ],
  });
}

/** Connections in use, who waits for one, and for how long. */
export function pool(where: string) {
  return [
    lines({
      title: 'Database connections in use',
      shows: 'Used connections as a share of the most that the pool may open.',
      bad: 'at 100 %: the next statement waits. Look for slow statements before making the pool larger.',
      runbook: 'PoolExhausted',
      unit: 'percentunit',
      max: 1,
      limits: { amber: 0.8, red: 0.95 },
      queries: [
        {
          expr:
            `sum by (${TARGETS}) (db_client_connection_count{db_client_connection_state="used", ${where}})` +
            ` / sum by (${TARGETS}) (${selector('db_client_connection_max', where)})`,
          legend: LEGEND,
        },
      ],
    }),
    lines({
      title: 'Waiting for a connection',
      shows: 'Requests that wait for a connection of the pool.',
      bad: 'above zero for more than a scrape: the pool is too small, or Postgres too slow.',
      runbook: 'PoolWaiting',
      unit: 'short',
      limits: { red: 1 },
      queries: [
        {
          expr: `sum by (${TARGETS}) (${selector('db_client_connection_pending_requests', where)})`,
          legend: LEGEND,
        },
      ],
    }),
    lines({
      title: 'Statements, p95',
      shows: 'Time of a database operation, requests and background work apart.',
      bad: 'a step up: a lost index, a lock, or a busy disk. Requests suffer; background work only gets late.',
      runbook: 'DatabaseSlow',
      unit: 's',
      limits: { amber: 0.1, red: 0.5 },
      queries: [
        {
          expr: quantile(0.95, 'db_client_operation_duration_seconds', { where, by: ['kind'] }),
          legend: '{{kind}}',
        },
      ],
    }),
  ];
}

/** How many instances Prometheus reaches, and what is missing. */
export function instances(where: string) {
  return figure({
    title: 'Instances up',
    shows: 'Instances that Prometheus can scrape.',
    bad: 'fewer than were deployed; 0 is an outage of this service.',
    runbook: 'ServiceDown',
    unit: 'short',
    noValue: '0',
    limits: { red: 1, below: true },
    queries: [{ expr: `sum(up{job="tradepost", ${where}})`, legend: 'up' }],
  });
}

export function logLines(where: string) {
  return lines({
    title: 'Warnings and errors in the log',
    shows: 'Log lines per minute by level.',
    bad: 'errors above zero: open the log (menu "Logs") with this time range. Warnings in hundreds hide the one that matters.',
    runbook: 'ErrorLogSurge',
    unit: 'cpm',
    queries: [
      {
        expr: `${perSecond('log_lines_total', { where: `level=~"warn|error", ${where}`, by: ['level'] })} * 60`,
        legend: '{{level}}',
      },
    ],
  });
}
