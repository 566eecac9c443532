import { atMost, counter, gauge } from '../declaration.ts';

/** What a process as such reports, beside prom-client's own `process_*` and `nodejs_*`. */
export const processMetrics = {
  build: gauge({
    name: 'build_info',
    help: '1; the labels say what runs',
    labels: { version: atMost(2, 'versions'), node_version: atMost(1, 'versions of Node') },
    aggregation: 'sum',
  }),
  eventLoopUtilization: gauge({
    name: 'nodejs_eventloop_utilization',
    help: 'Share of the time since the last scrape in which the event loop was busy',
    unit: 'ratio',
    aggregation: 'max',
  }),
  logLines: counter({
    name: 'log_lines_total',
    help: 'Lines of the log by level',
    labels: { level: ['debug', 'info', 'warn', 'error'] },
  }),
  dependencyUp: gauge({
    name: 'dependency_up',
    help: '1 when the process reached it at the last use, else 0',
    labels: { dependency: ['postgres', 'redis', 'consul', 'smtp'] },
    aggregation: 'sum',
  }),
};
