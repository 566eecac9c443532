import type { DashboardQuery } from '../queries/dashboard-queries.ts';
import type { Sample } from './prometheus.ts';

/** A query with what Prometheus answered. */
export interface Seen extends DashboardQuery {
  samples: Sample[];
}

/** What is wrong: queries without a value that are not excused, and excuses that nothing needs. */
export function faultsOf(seen: Seen[], mayBeEmpty: Record<string, string>): string[] {
  const empty = seen.filter((one) => !hasValue(one));
  const places = new Set(empty.map(({ place }) => place));
  return [
    ...empty
      .filter(({ place }) => !(place in mayBeEmpty))
      .map(({ place, expr }) => `${place} is empty: ${expr}`),
    ...Object.keys(mayBeEmpty)
      .filter((place) => !places.has(place))
      .map((place) => `${place} may be empty and is not: remove it from the list`),
  ];
}

/** No traffic makes 0 / 0, which is no value. */
export function hasValue({ samples }: Seen): boolean {
  return samples.some(({ value }) => Number.isFinite(value));
}
