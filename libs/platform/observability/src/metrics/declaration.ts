/** What a label may contain: these values, or at most so many. */
export type LabelValues = readonly string[] | AtMost;

export interface AtMost {
  readonly atMost: number;
  /** What the values are, such as `routes of the API`. */
  readonly of: string;
}

/** The bound of a label whose values are not written down here; what sets the label must keep it. */
export const atMost = (count: number, of: string): AtMost => ({ atMost: count, of });

export type Labels = Readonly<Record<string, LabelValues>>;

/** The values that a use has to give. */
export type ValuesOf<L extends Labels> = {
  readonly [K in keyof L]: L[K] extends readonly (infer V)[] ? V : string;
};

/** How to add up a gauge over instances: those of one process by sum, those of a shared table or stream by max. */
export type Aggregation = 'sum' | 'max';

interface Described<L extends Labels> {
  readonly name: string;
  readonly help: string;
  readonly labels: L;
  readonly unit: string;
  /** The most combinations of labels, where it is less than the product of their values. */
  readonly mostChildren?: number;
}

export interface CounterDeclaration<L extends Labels = Labels> extends Described<L> {
  readonly type: 'counter';
  readonly aggregation: 'sum';
}

export interface GaugeDeclaration<L extends Labels = Labels> extends Described<L> {
  readonly type: 'gauge';
  readonly aggregation: Aggregation;
}

export interface HistogramDeclaration<L extends Labels = Labels> extends Described<L> {
  readonly type: 'histogram';
  readonly aggregation: 'sum';
  readonly buckets: readonly number[];
  /** Whether its buckets carry the trace id of a sampled request. */
  readonly hasExemplars: boolean;
}

export type Declaration = CounterDeclaration | GaugeDeclaration | HistogramDeclaration;

interface Given<L extends Labels> {
  readonly name: string;
  readonly help: string;
  readonly labels?: L;
  readonly unit?: string;
  readonly mostChildren?: number;
}

/** No labels; `{}` would allow any. */
export type NoLabels = Readonly<Record<never, LabelValues>>;

export const counter = <const L extends Labels = NoLabels>(given: Given<L>): CounterDeclaration<L> => ({
  ...described(given),
  type: 'counter',
  aggregation: 'sum',
});

export const gauge = <const L extends Labels = NoLabels>({
  aggregation,
  ...given
}: Given<L> & { readonly aggregation: Aggregation }): GaugeDeclaration<L> => ({
  ...described(given),
  type: 'gauge',
  aggregation,
});

/** Durations in seconds: answers to requests. */
export const REQUEST_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
/** Durations in seconds: background work, which may wait for a dependency for minutes. */
export const WORK_BUCKETS = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3_600];

export const histogram = <const L extends Labels = NoLabels>({
  buckets = REQUEST_BUCKETS,
  hasExemplars = false,
  ...given
}: Given<L> & {
  readonly buckets?: readonly number[];
  readonly hasExemplars?: boolean;
}): HistogramDeclaration<L> => ({
  ...described(given),
  type: 'histogram',
  aggregation: 'sum',
  buckets,
  hasExemplars,
});

function described<L extends Labels>({ name, labels, unit, ...rest }: Given<L>): Described<L> {
  return { ...rest, name, labels: labels ?? ({} as L), unit: unit ?? unitOf(name) };
}

/** As the semantic conventions end their names. */
function unitOf(name: string): string {
  if (/_seconds(_total)?$/.test(name)) return 'seconds';
  return /_minor_total$/.test(name) ? 'minor units of the currency' : 'count';
}

/** The most series that a declaration can make in one process. A histogram has one per bucket, `_sum` and `_count`. */
export function seriesBound(declaration: Declaration): number {
  const values = Object.values(declaration.labels).map((of) => ('atMost' in of ? of.atMost : of.length));
  const children = declaration.mostChildren ?? values.reduce((product, count) => product * count, 1);
  return declaration.type === 'histogram' ? children * (declaration.buckets.length + 3) : children;
}

/** Every combination of labels whose values are written down; undefined when one is only bounded. */
export function everyChild(labels: Labels): Record<string, string>[] | undefined {
  let children: Record<string, string>[] = [{}];
  for (const [name, values] of Object.entries(labels)) {
    if ('atMost' in values) return undefined;
    children = children.flatMap((child) => values.map((value) => ({ ...child, [name]: value })));
  }
  return children;
}
