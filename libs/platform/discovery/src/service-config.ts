import { experimental, type ClientOptions } from '@grpc/grpc-js';
import type { WaitLimits } from './balancing/absence.ts';
import { BALANCER_NAME, BalancerConfig } from './balancing/balancer-config.ts';
import { Balancer } from './balancing/balancer.ts';
import { READY_ATTRIBUTE, type ReadyInstances } from './balancing/ready-instances.ts';
import type { BalancingPolicy } from './balancing/policies.ts';
import { retryLostResponses } from './lost-responses.ts';

/** The gRPC services behind one target, and which of their methods may safely run twice. */
export interface ServiceCalls {
  /** Fully qualified, as grpc-js asks for it: `tradepost.product.v1.ProductService`. */
  readonly name: string;
  readonly idempotentMethods?: readonly string[];
}

export interface ServiceConfigOptions {
  readonly services: readonly ServiceCalls[];
  /** How an instance is chosen for a call; `round_robin` when left out. */
  readonly policy?: BalancingPolicy;
  /** Upper limit of a call's duration; a shorter deadline of the caller wins. */
  readonly timeoutMs?: number;
  /** Attempts of an idempotent call, including the first. */
  readonly attempts?: number;
  /** For how long, and how many, calls wait for a service that lost its last instance; 10 s and 1 000 when left out. */
  readonly limits?: Partial<WaitLimits>;
  /** Kept up to date with the instances that the channel is connected to. */
  readonly ready?: ReadyInstances;
}

/** gRPC's service config as JSON, for the channel option `grpc.service_config`. */
export function serviceConfig(options: ServiceConfigOptions): string {
  experimental.registerLoadBalancerType(BALANCER_NAME, Balancer, BalancerConfig);
  const { services, policy = 'round_robin', timeoutMs = 5_000, attempts = 3, limits } = options;
  // As an object: grpc-js reads the nanoseconds of "0.5s" as 5.
  const timeout = { seconds: Math.floor(timeoutMs / 1000), nanos: (timeoutMs % 1000) * 1_000_000 };
  const retryPolicy = {
    maxAttempts: attempts,
    initialBackoff: '0.02s',
    maxBackoff: '0.5s',
    backoffMultiplier: 3,
    // CANCELLED is what a server's forced shutdown looks like; a call cancelled by its own caller is never retried.
    retryableStatusCodes: ['UNAVAILABLE', 'CANCELLED'],
  };
  const idempotent = services.flatMap(({ name, idempotentMethods = [] }) =>
    idempotentMethods.map((method) => ({ service: name, method })),
  );
  return JSON.stringify({
    loadBalancingConfig: [{ [BALANCER_NAME]: { policy, ...limits } }],
    methodConfig: [
      ...(idempotent.length > 0 ? [{ name: idempotent, timeout, retryPolicy }] : []),
      { name: services.map(({ name }) => ({ service: name })), timeout },
    ],
    // The retry budget: a burst as large as one instance's calls in flight is retried; when everything fails, half the
    // tokens are soon gone and retries stop; from then on there is at most one for every ten successes.
    retryThrottling: { maxTokens: 500, tokenRatio: 0.1 },
  });
}

/** The channel options that every client of another service should use. */
export function channelOptions(options: ServiceConfigOptions): ClientOptions {
  const repeatable = options.services.flatMap(({ name, idempotentMethods = [] }) =>
    idempotentMethods.map((method) => `/${name}/${method}`),
  );
  return {
    interceptors: [retryLostResponses(new Set(repeatable))],
    'grpc.service_config': serviceConfig(options),
    'grpc.service_config_disable_resolution': 1,
    // The default backs off for up to two minutes: an instance that comes back on its old port would get no traffic.
    'grpc.initial_reconnect_backoff_ms': 100,
    'grpc.max_reconnect_backoff_ms': 1_000,
    // Detects peers that vanished without closing (a lost node); a paused process looks the same.
    'grpc.keepalive_time_ms': 10_000,
    'grpc.keepalive_timeout_ms': 3_000,
    // Statistics of every call and message, which nothing here asks for.
    'grpc.enable_channelz': 0,
    ...(options.ready && { [READY_ATTRIBUTE]: options.ready }),
  };
}
