import { type Home, homeOf } from './affinity.ts';

/** How a balancer chooses among instances. */
export type BalancingPolicy = 'round_robin' | 'random' | 'weighted' | 'least_request';

/** What a policy needs to know about an instance. */
export interface Candidate extends Home {
  /** Its configured weight, relative to its siblings. */
  readonly weight: number;
  /** The fraction of its weight that its health allows: 0 to 1; 0 when ejected. */
  portion: number;
  readonly inFlight: number;
  /** Accumulated credit of smooth weighted round robin. */
  credit: number;
}

type Random = () => number;
type Choose = <C extends Candidate>(candidates: readonly C[], random: Random) => C | undefined;

/** Chooses one of the candidates; undefined only when there is none. */
export function choose<C extends Candidate>(
  policy: BalancingPolicy,
  candidates: readonly C[],
  random: Random = Math.random,
): C | undefined {
  if (candidates.length === 1) return candidates[0];
  const usable = candidates.filter(({ portion }) => portion > 0);
  return policies[policy](usable.length > 0 ? usable : candidates, random);
}

/** The one for calls with this affinity, whatever the policy; see `homeOf`. */
export function chooseFor<C extends Candidate>(
  affinity: number,
  policy: BalancingPolicy,
  candidates: readonly C[],
): C | undefined {
  if (candidates.length === 1) return candidates[0];
  const usable = candidates.filter(({ portion }) => portion > 0);
  const shareOf = ({ portion, weight }: C): number => (policy === 'weighted' ? portion * weight : portion);
  return homeOf(affinity, usable.length > 0 ? usable : candidates, shareOf);
}

export function isBalancingPolicy(name: unknown): name is BalancingPolicy {
  return typeof name === 'string' && Object.hasOwn(policies, name);
}

const policies: Record<BalancingPolicy, Choose> = {
  round_robin: (candidates) => inTurn(candidates, ({ portion }) => portion),
  weighted: (candidates) => inTurn(candidates, ({ portion, weight }) => portion * weight),
  random: (candidates, random) => byLot(candidates, ({ portion }) => portion, random),
  least_request: (candidates, random) => lessBusyOfTwo(candidates, random),
};

/**
 * Smooth weighted round robin: each candidate earns its share, the one with the most credit is chosen and pays for the
 * round. Shares are exact over a longer run, and the turns of an instance are spread evenly.
 */
function inTurn<C extends Candidate>(
  candidates: readonly C[],
  portionOf: (candidate: C) => number,
): C | undefined {
  let richest: C | undefined;
  let round = 0;
  for (const candidate of candidates) {
    const portion = portionOf(candidate);
    round += portion;
    candidate.credit += portion;
    if (!richest || candidate.credit > richest.credit) richest = candidate;
  }
  if (richest) richest.credit -= round;
  return richest;
}

function byLot<C extends Candidate>(
  candidates: readonly C[],
  portionOf: (candidate: C) => number,
  random: Random,
): C | undefined {
  let left = random() * candidates.reduce((sum, candidate) => sum + portionOf(candidate), 0);
  return candidates.find((candidate) => (left -= portionOf(candidate)) < 0) ?? candidates.at(-1);
}

/** Power of two choices: nearly as good as the least busy of all, without every caller picking the same one. */
function lessBusyOfTwo<C extends Candidate>(candidates: readonly C[], random: Random): C | undefined {
  const first = candidates[Math.floor(random() * candidates.length)];
  const others = candidates.filter((candidate) => candidate !== first);
  const second = others[Math.floor(random() * others.length)];
  if (!first || !second) return first;
  return loadOf(second) < loadOf(first) ? second : first;
}

function loadOf({ inFlight, portion, weight }: Candidate): number {
  return (inFlight + 1) / (portion * weight);
}
