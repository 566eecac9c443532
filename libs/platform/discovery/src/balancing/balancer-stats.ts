import type { Balancer } from './balancer.ts';

/** The instances of a service that this process calls, as its balancers see them. */
export interface BalancerState {
  readonly service: string;
  /** Connected and given calls. */
  readonly healthy: number;
  /** Left out for a while, by one channel at least. */
  readonly ejected: number;
  /** Ejections since the process started. */
  readonly ejections: number;
}

// grpc-js creates and destroys the balancers, so that only this module can know them all.
const balancers = new Set<Balancer>();
const ejections = new Map<string, number>();

export const balancerBegan = (balancer: Balancer): unknown => balancers.add(balancer);
export const balancerEnded = (balancer: Balancer): unknown => balancers.delete(balancer);
export const instanceEjected = (service: string): unknown =>
  ejections.set(service, (ejections.get(service) ?? 0) + 1);

/** One entry per service that is called: of an idle channel nothing is known. */
export function balancerStates(nowMs = performance.now()): BalancerState[] {
  const byService = Map.groupBy(balancers, ({ service }) => service);
  byService.delete('');
  return [...byService].map(([service, some]) => {
    const seen = some.flatMap((balancer) => balancer.instances(nowMs));
    const ejected = new Set(seen.filter(({ isEjected }) => isEjected).map(({ key }) => key));
    const ready = new Set(
      seen.filter(({ key, isReady }) => isReady && !ejected.has(key)).map(({ key }) => key),
    );
    return {
      service,
      healthy: ready.size,
      ejected: ejected.size,
      ejections: ejections.get(service) ?? 0,
    };
  });
}
