import type { Database } from '@tradepost/database';
import { balancerStates, type Discovery, type Registration } from '@tradepost/discovery';
import { type Metrics, PLATFORM_SERIES } from '@tradepost/observability';
import type { Redis } from 'ioredis';

/** The pool, and whether Postgres answered the last statement. */
export function watchDatabase(metrics: Metrics, database: Database, maxConnections: number): void {
  const { connections, connectionMax, pending } = PLATFORM_SERIES.database;
  const waitingCalls = metrics.gauge(pending);
  const up = metrics.gauge(PLATFORM_SERIES.process.dependencyUp);
  metrics.gauge(connections, (gauge) => {
    const { total, idle, waiting } = database.usage();
    gauge.set({ db_client_connection_state: 'used' }, total - idle);
    gauge.set({ db_client_connection_state: 'idle' }, idle);
    waitingCalls.set(waiting);
    if (database.isReachable !== undefined) up.set({ dependency: 'postgres' }, Number(database.isReachable));
  });
  metrics.gauge(connectionMax).set(maxConnections);
}

export function watchRedis(metrics: Metrics, redis: Redis): void {
  metrics.gauge(PLATFORM_SERIES.process.dependencyUp, (gauge) =>
    gauge.set({ dependency: 'redis' }, Number(redis.status === 'ready')),
  );
}

/** What this process knows of others. */
export function watchDiscovery(metrics: Metrics, discovery: Discovery): void {
  const { instances, updateAge, ejections } = PLATFORM_SERIES.discovery;
  const [shown, ages] = [metrics.gauge(instances), metrics.gauge(updateAge)];
  const ejected = metrics.counter(ejections);
  const counted = new Map<string, number>();
  metrics.onScrape(() => {
    // An idle channel has no balancer: its last state must not stay.
    shown.reset();
    for (const { service: upstream, ...state } of balancerStates()) {
      shown.set({ upstream, state: 'healthy' }, state.healthy);
      shown.set({ upstream, state: 'ejected' }, state.ejected);
      ejected.inc({ upstream }, state.ejections - (counted.get(upstream) ?? 0));
      counted.set(upstream, state.ejections);
    }
    for (const { service: upstream, answeredAgoMs } of discovery.followed())
      ages.set({ upstream }, (answeredAgoMs ?? performance.now()) / 1_000);
  });
}

/** Whether others find this process, when it is registered, and whether the registry answers. */
export function watchConsul(
  metrics: Metrics,
  discovery: Discovery,
  registration: Registration | undefined,
): void {
  const { registered } = PLATFORM_SERIES.discovery;
  if (registration) metrics.gauge(registered, (gauge) => gauge.set(Number(registration.isRegistered)));
  metrics.gauge(PLATFORM_SERIES.process.dependencyUp, (gauge) => {
    const isAnswered = discovery.followed().every((one) => one.isAnswered);
    gauge.set({ dependency: 'consul' }, Number(isAnswered && (registration?.isRegistered ?? true)));
  });
}
