import type { experimental } from '@grpc/grpc-js';
import { WAIT_LIMITS, type WaitLimits } from './absence.ts';
import { isBalancingPolicy, type BalancingPolicy } from './policies.ts';

/** The balancer's name in a service config: `{ "tradepost": { "policy": "weighted" } }`. */
export const BALANCER_NAME = 'tradepost';

export class BalancerConfig implements experimental.TypedLoadBalancingConfig {
  readonly policy: BalancingPolicy;
  readonly limits: WaitLimits;

  constructor(policy: BalancingPolicy, limits: WaitLimits) {
    this.policy = policy;
    this.limits = limits;
  }

  /** grpc-js calls this with what it found in the service config, and reports what is thrown. */
  static createFromJson(json: { policy?: unknown } & Partial<WaitLimits> = {}): BalancerConfig {
    const policy = json.policy ?? 'round_robin';
    if (!isBalancingPolicy(policy)) throw new Error(`unknown balancing policy ${JSON.stringify(policy)}`);
    const { waitMs = WAIT_LIMITS.waitMs, maxWaiting = WAIT_LIMITS.maxWaiting } = json;
    return new BalancerConfig(policy, { waitMs, maxWaiting });
  }

  getLoadBalancerName(): string {
    return BALANCER_NAME;
  }

  toJsonObject(): object {
    return { [BALANCER_NAME]: { policy: this.policy, ...this.limits } };
  }
}
