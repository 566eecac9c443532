import type { Labels, ValuesOf } from './declaration.ts';

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

/** What a process without metrics has in the place of every instrument. */
export const silent: Counter<never> & Gauge<never> & Histogram<never> = {
  inc: () => {},
  dec: () => {},
  set: () => {},
  reset: () => {},
  observe: () => {},
  labels: () => silent,
} as never;
