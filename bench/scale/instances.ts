import { total } from '../measures/series.ts';
import type { Service, StackFile } from '../shop.ts';

export const SCALED = ['gateway', 'cart', 'order', 'product'] as const;

export type Scaled = (typeof SCALED)[number];

export const instancesOf = ({ services }: StackFile, app: string): Service[] =>
  services.filter((service) => service.app === app);

/** What each instance has done since it started: requests or calls answered, and the partitions of its outbox. */
export async function workOf(
  instances: readonly Service[],
): Promise<{ calls: number[]; partitions: number[] }> {
  const texts = await Promise.all(
    instances.map(async ({ opsUrl }) => (await fetch(`${opsUrl}/metrics`)).text()),
  );
  return {
    calls: texts.map(
      (text) =>
        total(text, 'rpc_server_call_duration_seconds_count') +
        total(text, 'http_server_request_duration_seconds_count'),
    ),
    partitions: texts.map((text) => total(text, 'outbox_partitions_held')),
  };
}

/** The smallest and the largest share of what was done between two looks, in per cent. */
export function sharesBetween(before: readonly number[], after: readonly number[]): string {
  const done = after.map((count, at) => count - (before[at] ?? 0));
  const all = done.reduce((sum, one) => sum + one, 0);
  const shares = done.map((one) => Math.round((100 * one) / all)).toSorted((a, b) => a - b);
  return `${shares[0]} to ${shares.at(-1)} %`;
}
