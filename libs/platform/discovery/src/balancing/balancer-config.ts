import type { experimental } from '@grpc/grpc-js';
import { isBalancingPolicy, type BalancingPolicy } from './policies.ts';

/** The balancer's name in a service config: `{ "tradepost": { "policy": "weighted" } }`. */
export const BALANCER_NAME = 'tradepost';

export class BalancerConfig implements experimental.TypedLoadBalancingConfig {
  readonly policy: BalancingPolicy;

  constructor(policy: BalancingPolicy) {
    this.policy = policy;
  }

  /** grpc-js calls this with what it found in the service config, and reports what is thrown. */
  static createFromJson(json: { policy?: unknown } = {}): BalancerConfig {
    const policy = json.policy ?? 'round_robin';
    if (!isBalancingPolicy(policy)) throw new Error(`unknown balancing policy ${JSON.stringify(policy)}`);
    return new BalancerConfig(policy);
  }

  getLoadBalancerName(): string {
    return BALANCER_NAME;
  }

  toJsonObject(): object {
    return { [BALANCER_NAME]: { policy: this.policy } };
  }
}
