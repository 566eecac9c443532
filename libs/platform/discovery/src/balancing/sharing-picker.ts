import { experimental } from '@grpc/grpc-js';
import { portions } from './instance-health.ts';
import type { Member } from './member.ts';
import { choose, chooseFor, type BalancingPolicy } from './policies.ts';
import { AFFINITY, type Chooser, PIN } from './ready-instances.ts';

/** How long computed portions are cached; computing them for every call would cost more than it gains. */
const PORTIONS_MAX_AGE_MS = 20;

/** gRPC sets it in the metadata of an attempt after the first. */
const PREVIOUS_ATTEMPTS = 'grpc-previous-rpc-attempts';

/** Picks a connected member for each call and records the outcome. */
export class SharingPicker implements experimental.Picker, Chooser {
  readonly members: readonly Member[];
  private readonly policy: BalancingPolicy;
  private portionsAtMs = -Infinity;

  constructor(members: readonly Member[], policy: BalancingPolicy) {
    this.members = members;
    this.policy = policy;
  }

  pick(args: experimental.PickArgs): experimental.PickResult {
    const pin = args.metadata.get(PIN)[0];
    if (pin !== undefined) return this.pinned(String(pin), args);
    const member = this.choose(affinityOf(args));
    const picked = member.pick(args);
    return picked.pickResultType === experimental.PickResultType.COMPLETE ? observed(picked, member) : picked;
  }

  /** The instance for one more call. */
  choose(affinity?: number): Member {
    const { members, policy } = this;
    if (members.length > 1) this.updatePortions(performance.now());
    const member = affinity === undefined ? choose(policy, members) : chooseFor(affinity, policy, members);
    if (!member) throw new Error('a picker without members');
    return member;
  }

  /** A call to one instance, which says nothing of how well this one works. */
  private pinned(pin: string, args: experimental.PickArgs): experimental.PickResult {
    args.metadata.remove(PIN);
    const member = this.members.find(({ id }) => id === pin);
    return (member ?? new experimental.UnavailablePicker({ details: 'the instance has left' })).pick(args);
  }

  private updatePortions(nowMs: number): void {
    if (nowMs - this.portionsAtMs < PORTIONS_MAX_AGE_MS) return;
    this.portionsAtMs = nowMs;
    const found = portions(
      this.members.map(({ health }) => health),
      nowMs,
    );
    this.members.forEach((member, at) => (member.portion = found[at] ?? 1));
  }
}

/** Undefined for a repeated call, too: the instance that failed it is no better for being its own. */
function affinityOf({ metadata }: experimental.PickArgs): number | undefined {
  const affinity = metadata.get(AFFINITY)[0];
  return affinity === undefined || metadata.get(PREVIOUS_ATTEMPTS).length > 0 ? undefined : Number(affinity);
}

/** A pick may be discarded; only a started call is counted, and every started call ends. */
function observed(picked: experimental.PickResult, { health }: Member): experimental.PickResult {
  let startedAtMs = 0;
  return {
    ...picked,
    onCallStarted: () => {
      startedAtMs = performance.now();
      health.started();
      picked.onCallStarted?.();
    },
    onCallEnded: (code, details, metadata) => {
      const nowMs = performance.now();
      health.ended(nowMs, code, nowMs - startedAtMs);
      picked.onCallEnded?.(code, details, metadata);
    },
  };
}
