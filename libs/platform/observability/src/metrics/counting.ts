import type { MetricObjectWithValues, MetricValue, MetricValueWithName } from 'prom-client';
import type { CounterDeclaration, HistogramDeclaration, Labels, ValuesOf } from './declaration.ts';
import type { Counter, Histogram, Observer } from './instruments.ts';

type Values = Readonly<Record<string, string>>;

/**
 * The series of one declaration. prom-client's own counters and histograms hash and check the labels of every observation,
 * also of prepared ones; these find a child once and then only count. prom-client's registry exports them.
 */
abstract class Counting<Child extends { isShown: boolean }> {
  /** The registry renames counters for OpenMetrics. */
  name: string;
  readonly help: string;
  protected readonly labelNames: readonly string[];
  protected readonly children = new Map<string, Child>();

  constructor({ name, help, labels }: { name: string; help: string; labels: Labels }) {
    this.name = name;
    this.help = help;
    this.labelNames = Object.keys(labels);
  }

  /** Its series exists from now on, at 0. */
  declare(labels: Values): void {
    this.child(labels).isShown = true;
  }

  protected abstract create(labels: Values): Child;

  /** One that was only prepared is no series yet: most of the methods that a service could call are never called. */
  protected shown(): Child[] {
    return [...this.children.values()].filter(({ isShown }) => isShown);
  }

  protected child(labels: Values): Child {
    let key = '';
    for (const name of this.labelNames) key += `${labels[name]}\n`;
    return this.children.get(key) ?? this.add(key, labels);
  }

  private add(key: string, labels: Values): Child {
    const given = Object.keys(labels);
    if (given.length !== this.labelNames.length || !this.labelNames.every((name) => given.includes(name)))
      throw new Error(`${this.name} has the labels ${this.labelNames.join(', ')}, not ${given.join(', ')}`);
    const child = this.create({ ...labels });
    this.children.set(key, child);
    return child;
  }
}

const NO_LABELS: Values = {};

class CounterChild {
  readonly labels: Values;
  isShown = false;
  value = 0;

  constructor(labels: Values) {
    this.labels = labels;
  }

  inc(by = 1): void {
    if (!(by >= 0)) throw new RangeError(`A counter only grows: ${by} was to be added`);
    this.value += by;
    this.isShown = true;
  }
}

export class CountingCounter<L extends Labels> extends Counting<CounterChild> implements Counter<L> {
  readonly type = 'counter';

  constructor(declaration: CounterDeclaration<L>) {
    super(declaration);
  }

  inc(first?: ValuesOf<L> | number, second?: number): void {
    if (typeof first === 'object') this.child(first as Values).inc(second);
    else this.child(NO_LABELS).inc(first);
  }

  labels(values: ValuesOf<L>): CounterChild {
    return this.child(values as Values);
  }

  /** For prom-client's registry. */
  get(): Promise<MetricObjectWithValues<MetricValue<string>>> {
    const values = this.shown().map(({ labels, value }) => ({ labels, value }));
    return Promise.resolve(exported(this, values));
  }

  protected create(labels: Values): CounterChild {
    return new CounterChild(labels);
  }
}

interface Exemplar {
  readonly labelSet: { readonly trace_id: string };
  readonly value: number;
  readonly timestamp: number;
}

class HistogramChild implements Observer {
  readonly labels: Values;
  /** By bucket, the last without a bound; not added up. */
  readonly counts: number[];
  readonly exemplars: (Exemplar | undefined)[] = [];
  isShown = false;
  sum = 0;
  private readonly bounds: readonly number[];
  private readonly hasExemplars: boolean;

  constructor(
    labels: Values,
    { buckets, hasExemplars }: Pick<HistogramDeclaration, 'buckets' | 'hasExemplars'>,
  ) {
    this.labels = labels;
    this.bounds = buckets;
    this.hasExemplars = hasExemplars;
    this.counts = Array.from({ length: buckets.length + 1 }, () => 0);
  }

  observe(value: number, traceId?: string): void {
    if (!Number.isFinite(value)) throw new RangeError(`A number was to be observed, not ${value}`);
    let bucket = 0;
    while (bucket < this.bounds.length && value > (this.bounds[bucket] as number)) bucket++;
    this.counts[bucket] = (this.counts[bucket] as number) + 1;
    this.sum += value;
    this.isShown = true;
    if (traceId !== undefined && this.hasExemplars)
      this.exemplars[bucket] = { labelSet: { trace_id: traceId }, value, timestamp: Date.now() / 1_000 };
  }
}

type Sample = MetricValueWithName<string> & {
  readonly sharedLabels: Values;
  readonly exemplar?: Exemplar | undefined;
};

export class CountingHistogram<L extends Labels> extends Counting<HistogramChild> implements Histogram<L> {
  readonly type = 'histogram';
  private readonly declaration: HistogramDeclaration<L>;

  constructor(declaration: HistogramDeclaration<L>) {
    super(declaration);
    this.declaration = declaration;
  }

  observe(first: ValuesOf<L> | number, second?: number | string, third?: string): void {
    if (typeof first === 'number') this.child(NO_LABELS).observe(first, second as string | undefined);
    else this.child(first as Values).observe(second as number, third);
  }

  labels(values: ValuesOf<L>): Observer {
    return this.child(values as Values);
  }

  /** For prom-client's registry. */
  get(): Promise<MetricObjectWithValues<MetricValueWithName<string>>> {
    return Promise.resolve(
      exported(
        this,
        this.shown().flatMap((child) => this.samples(child)),
      ),
    );
  }

  protected create(labels: Values): HistogramChild {
    return new HistogramChild(labels, this.declaration);
  }

  /** Buckets as Prometheus has them: each counts what is in those before it, too. */
  private samples({ labels, counts, exemplars, sum }: HistogramChild): Sample[] {
    let count = 0;
    const buckets = counts.map((own, bucket) => ({
      labels: { le: this.declaration.buckets[bucket] ?? '+Inf' },
      sharedLabels: labels,
      value: (count += own),
      metricName: `${this.name}_bucket`,
      exemplar: exemplars[bucket],
    }));
    return [
      ...buckets,
      { labels: {}, sharedLabels: labels, value: sum, metricName: `${this.name}_sum` },
      { labels: {}, sharedLabels: labels, value: count, metricName: `${this.name}_count` },
    ];
  }
}

const exported = <V>({ name, help, type }: { name: string; help: string; type: string }, values: V[]) =>
  ({ name, help, type, values, aggregator: 'sum' }) as never as MetricObjectWithValues<
    V & MetricValue<string>
  >;
