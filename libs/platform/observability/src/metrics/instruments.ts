import { Histogram as PromHistogram, type OpenMetricsContentType, type Registry } from 'prom-client';
import type { HistogramDeclaration, Labels, ValuesOf } from './declaration.ts';

type Args<L extends Labels, Rest extends unknown[]> = [keyof L] extends [never]
  ? Rest
  : [labels: ValuesOf<L>, ...rest: Rest];

export interface Counter<L extends Labels> {
  inc(...args: Args<L, [by?: number]>): void;
  /** Prepare it once where it is used for every request. */
  labels(values: ValuesOf<L>): { inc(by?: number): void };
}

export interface Gauge<L extends Labels> {
  set(...args: Args<L, [value: number]>): void;
  inc(...args: Args<L, [by?: number]>): void;
  dec(...args: Args<L, [by?: number]>): void;
  /** Forgets every series, also those of labels that have gone. */
  reset(): void;
}

export interface Observer {
  /** @param traceId of a sampled request: it becomes the exemplar of the bucket */
  observe(value: number, traceId?: string): void;
}

export interface Histogram<L extends Labels> {
  observe(...args: Args<L, [value: number, traceId?: string]>): void;
  /** Prepare it once where it is used for every request. */
  labels(values: ValuesOf<L>): Observer;
}

/** prom-client's histogram, whose children take exemplars, too. */
export class ExemplarHistogram<L extends Labels> implements Histogram<L> {
  private readonly histogram: PromHistogram;

  constructor(
    { name, help, labels, buckets, hasExemplars }: HistogramDeclaration<L>,
    registry: Registry<OpenMetricsContentType>,
  ) {
    this.histogram = new PromHistogram({
      ...{ name, help, labelNames: Object.keys(labels), buckets: [...buckets] },
      // prom-client's types know only registries of the text format here.
      ...{ registers: [registry], enableExemplars: hasExemplars },
    });
    this.hasExemplars = hasExemplars;
  }

  private readonly hasExemplars: boolean;

  observe(...args: Args<L, [value: number, traceId?: string]>): void {
    const [labels, value, traceId] = (typeof args[0] === 'object' ? args : [{}, ...args]) as [
      ValuesOf<L>,
      number,
      string?,
    ];
    this.labels(labels).observe(value, traceId);
  }

  labels(values: ValuesOf<L>): Observer {
    const labels = values as Record<string, string>;
    const child = this.histogram.labels(labels);
    if (!this.hasExemplars) return child;
    return {
      // Only sampled requests pay for the objects that prom-client wants.
      observe: (value, traceId) =>
        traceId === undefined
          ? child.observe(value)
          : (this.histogram as unknown as WithExemplars).observe({
              ...{ labels, value },
              exemplarLabels: { trace_id: traceId },
            }),
    };
  }

  zero(labels: Record<string, string>): void {
    this.histogram.zero(labels);
  }
}

interface WithExemplars {
  observe(data: {
    labels: Record<string, string>;
    value: number;
    exemplarLabels: Record<string, string>;
  }): void;
}

/** What a process without metrics has in the place of every instrument. */
export const silent: Counter<never> & Gauge<never> & Histogram<never> = {
  inc: () => {},
  dec: () => {},
  set: () => {},
  reset: () => {},
  observe: () => {},
  labels: () => silent,
} as never;
