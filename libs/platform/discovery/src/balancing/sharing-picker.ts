import { experimental } from '@grpc/grpc-js';
import { portions } from './instance-health.ts';
import type { Member } from './member.ts';
import { choose } from './policies.ts';
import type { BalancingPolicy } from './policies.ts';

/** How long computed portions are used; reckoning them for every call would cost more than it brings. */
const RECKON_EVERY_MS = 20;

/** Picks one of the connected members for each call, and watches how the call ends. */
export class SharingPicker implements experimental.Picker {
  readonly #members: readonly Member[];
  readonly #policy: BalancingPolicy;
  #reckonedAtMs = -Infinity;

  constructor(members: readonly Member[], policy: BalancingPolicy) {
    this.#members = members;
    this.#policy = policy;
  }

  pick(args: experimental.PickArgs): experimental.PickResult {
    this.#reckon(performance.now());
    const member = choose(this.#policy, this.#members);
    if (!member) throw new Error('a picker without members');
    const picked = member.pick(args);
    return picked.pickResultType === experimental.PickResultType.COMPLETE ? watched(picked, member) : picked;
  }

  #reckon(nowMs: number): void {
    if (nowMs - this.#reckonedAtMs < RECKON_EVERY_MS) return;
    this.#reckonedAtMs = nowMs;
    const found = portions(
      this.#members.map(({ health }) => health),
      nowMs,
    );
    this.#members.forEach((member, at) => (member.portion = found[at] ?? 1));
  }
}

/** A pick may come to nothing; only a call that was started counts, and such a call always ends. */
function watched(picked: experimental.PickResult, { health }: Member): experimental.PickResult {
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
  } as experimental.PickResult;
}
