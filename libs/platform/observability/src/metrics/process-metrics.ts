import { performance } from 'node:perf_hooks';
import type { LoggedLines } from '../logger.ts';
import { processMetrics } from './catalogue/process.ts';
import type { Metrics } from './metrics.ts';

/** What prom-client's own metrics of the process lack. */
export function watchProcess(metrics: Metrics, version: string): void {
  metrics.gauge(processMetrics.build).set({ version, node_version: process.version }, 1);
  let last = performance.eventLoopUtilization();
  metrics.gauge(processMetrics.eventLoopUtilization, (gauge) => {
    const now = performance.eventLoopUtilization();
    gauge.set(performance.eventLoopUtilization(now, last).utilization);
    last = now;
  });
}

/** The lines of the log by level: a burst of errors is seen without reading them. */
export function watchLog(metrics: Metrics, { lines }: { readonly lines: LoggedLines }): void {
  const counter = metrics.counter(processMetrics.logLines);
  const counted = { debug: 0, info: 0, warn: 0, error: 0 };
  metrics.onScrape(() => {
    for (const level of ['debug', 'info', 'warn', 'error'] as const) {
      counter.inc({ level }, lines[level] - counted[level]);
      counted[level] = lines[level];
    }
  });
}
