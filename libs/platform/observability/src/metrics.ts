import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

const COLLECT_TIMEOUT_MS = 1_000;

/** The process's metrics in Prometheus' format. Names and labels are part of the contract with dashboards. */
export class Metrics {
  readonly registry = new Registry();

  constructor(service: string) {
    this.registry.setDefaultLabels({ service });
    // Sampling event loop delays a hundred times a second, the default, is half of the CPU of an idle process.
    collectDefaultMetrics({ register: this.registry, eventLoopMonitoringPrecision: 100 });
  }

  counter<L extends string = never>(name: string, help: string, labelNames: readonly L[] = []): Counter<L> {
    return new Counter({ name, help, labelNames: [...labelNames], registers: [this.registry] });
  }

  /**
   * `collect` sets the value when the metrics are read. When it fails or takes longer than a second, as it does without
   * the database, the last value stays: the other metrics are exported all the same.
   */
  gauge<L extends string = never>(
    name: string,
    help: string,
    labelNames: readonly L[] = [],
    collect?: (gauge: Gauge<L>) => void | Promise<void>,
  ): Gauge<L> {
    return new Gauge<L>({
      name,
      help,
      labelNames: [...labelNames],
      registers: [this.registry],
      ...(collect && {
        collect(this: Gauge<L>) {
          return inTime(() => collect(this));
        },
      }),
    });
  }

  /** Durations in seconds. */
  seconds<L extends string = never>(name: string, help: string, labelNames: readonly L[] = []): Histogram<L> {
    return new Histogram({
      name,
      help,
      labelNames: [...labelNames],
      buckets: SECONDS,
      registers: [this.registry],
    });
  }
}

async function inTime(collect: () => void | Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((done) => (timer = setTimeout(done, COLLECT_TIMEOUT_MS)));
  try {
    await Promise.race([collect(), late]);
  } catch {
    // The last value stays.
  } finally {
    clearTimeout(timer);
  }
}
