import {
  collectDefaultMetrics,
  Gauge as PromGauge,
  type OpenMetricsContentType,
  Registry,
} from 'prom-client';
import { CountingCounter, CountingHistogram } from './counting.ts';
import {
  type CounterDeclaration,
  type Declaration,
  everyChild,
  type GaugeDeclaration,
  type HistogramDeclaration,
  type Labels,
} from './declaration.ts';
import { Collector, type Collect } from './collector.ts';
import { canonicalBounds, type Format, toTextFormat } from './exposition.ts';
import { watchProcess } from './process-metrics.ts';
import { type Counter, type Gauge, type Histogram, silent } from './instruments.ts';

/** For gauges read from the database: however many Prometheus servers scrape, they cost as one that does so every 5 s. */
export const TABLE_AGE_MS = 5_000;

export interface MetricsOptions {
  /** False: nothing is observed and nothing exported, to measure what metrics cost. */
  readonly isOn?: boolean;
  /** Of the program, for `build_info`. */
  readonly version?: string;
  /** Whether `minAgeMs` of `onScrape` applies; specs read each value at once. */
  readonly isCaching?: boolean;
}

/**
 * The process's metrics. Each is made from a declaration of the catalogue (docs/metrics.md): names and labels are a
 * contract with alerts and dashboards.
 */
export class Metrics {
  readonly isOn: boolean;
  private readonly registry = new Registry<OpenMetricsContentType>();
  private readonly made = new Map<string, { readonly from: Declaration; readonly instrument: unknown }>();
  private readonly collectors: Collector[] = [];
  private readonly isCaching: boolean;

  constructor(
    service: string,
    { isOn = true, isCaching = false, version = 'development' }: MetricsOptions = {},
  ) {
    this.isOn = isOn;
    this.isCaching = isCaching;
    if (!isOn) return;
    this.registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
    this.registry.setDefaultLabels({ service_name: service });
    // Sampling event loop delays a hundred times a second, the default, is half of the CPU of an idle process.
    collectDefaultMetrics({ register: this.registry, eventLoopMonitoringPrecision: 100 });
    watchProcess(this, version);
  }

  counter<L extends Labels>(declaration: CounterDeclaration<L>): Counter<L> {
    return this.make(declaration, () => {
      const counter = new CountingCounter(declaration);
      for (const child of everyChild(declaration.labels) ?? []) counter.declare(child);
      this.registry.registerMetric(counter as never);
      return counter;
    });
  }

  /** `collect` sets it when the metrics are read: see `onScrape`. */
  gauge<L extends Labels>(
    declaration: GaugeDeclaration<L>,
    collect?: (gauge: Gauge<L>) => void | Promise<void>,
  ): Gauge<L> {
    const gauge = this.make(
      declaration,
      () => new PromGauge(this.settingsOf(declaration)) as unknown as Gauge<L>,
    );
    if (collect) this.onScrape(() => collect(gauge));
    return gauge;
  }

  histogram<L extends Labels>(declaration: HistogramDeclaration<L>): Histogram<L> {
    return this.make(declaration, () => {
      const histogram = new CountingHistogram(declaration);
      for (const child of everyChild(declaration.labels) ?? []) histogram.declare(child);
      this.registry.registerMetric(histogram as never);
      return histogram;
    });
  }

  /**
   * Sets gauges before the metrics are exported, and not again before they are `minAgeMs` old. When it fails or takes
   * longer than a second, as it does without the database, the last values stay: the other metrics are exported all the
   * same. One that has not ended is not started again.
   */
  onScrape(collect: Collect, { minAgeMs = 0 }: { readonly minAgeMs?: number } = {}): void {
    if (this.isOn) this.collectors.push(new Collector(collect, this.isCaching ? minAgeMs : 0));
  }

  async export(format: Format = 'text'): Promise<string> {
    await Promise.all(this.collectors.map((one) => one.collect()));
    const text = canonicalBounds(await this.registry.metrics());
    return format === 'openmetrics' ? text : toTextFormat(text);
  }

  private settingsOf({ name, help, labels }: Declaration) {
    return { name, help, labelNames: Object.keys(labels), registers: [this.registry as never] };
  }

  /** A declaration has one instrument in a process, whoever asks. */
  private make<I>(declaration: Declaration, create: () => I): I {
    if (!this.isOn) return silent as I;
    const known = this.made.get(declaration.name);
    if (known && known.from !== declaration)
      throw new Error(`Two declarations have the name ${declaration.name}: rename one or use the same.`);
    const instrument = (known?.instrument as I | undefined) ?? create();
    this.made.set(declaration.name, { from: declaration, instrument });
    return instrument;
  }
}
