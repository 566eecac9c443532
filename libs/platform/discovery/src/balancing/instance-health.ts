import { status } from '@grpc/grpc-js';

/** How fast the past is forgotten: after this time a call weighs a third of a new one. */
const MEMORY_MS = 5_000;
/** Good calls everybody is credited with, so that one failure among two calls is not yet "half of them fail". */
const CREDIT = 3;
/** The portion of its share that an instance keeps as long as it is used at all; without calls it could not recover. */
const LEAST_PORTION = 0.1;
const FIRST_EJECTION_MS = 5_000;
const LONGEST_EJECTION_MS = 60_000;

/** Faults of the instance or of the way to it. A justified "no" (NOT_FOUND …) or a caller that left is none. */
const faults = new Set([
  status.UNAVAILABLE,
  status.DEADLINE_EXCEEDED,
  status.INTERNAL,
  status.UNKNOWN,
  status.UNIMPLEMENTED,
  status.DATA_LOSS,
]);

/** What one channel has lately seen of one instance. */
export class InstanceHealth {
  inFlight = 0;
  #asOfMs = 0;
  #calls = 0;
  #failures = 0;
  #failuresInARow = 0;
  #successes = 0;
  #successMs = 0;
  #ejectedUntilMs = 0;
  #ejections = 0;

  started(): void {
    this.inFlight += 1;
  }

  ended(nowMs: number, code: status, tookMs: number): void {
    this.inFlight -= 1;
    if (code === status.CANCELLED) return;
    this.#fade(nowMs);
    this.#calls += 1;
    if (faults.has(code)) {
      this.#failures += 1;
      this.#failuresInARow += 1;
      return;
    }
    this.#failuresInARow = 0;
    this.#successes += 1;
    this.#successMs += tookMs;
  }

  /** Between 0 and just under 1. Failures in a row count in full, however good the time before them was. */
  errorRate(nowMs: number): number {
    this.#fade(nowMs);
    const lately = this.#failures / (this.#calls + CREDIT);
    const inARow = Math.max(0, this.#failuresInARow - CREDIT) / Math.max(1, this.#failuresInARow);
    return Math.max(lately, inARow);
  }

  /** The mean of successful calls; undefined while there are too few to tell. */
  latencyMs(): number | undefined {
    return this.#successes < CREDIT ? undefined : this.#successMs / this.#successes;
  }

  isEjected(nowMs: number): boolean {
    if (this.#ejectedUntilMs > 0 && nowMs >= this.#ejectedUntilMs) this.#return(nowMs);
    return this.#ejectedUntilMs > 0;
  }

  /** Each ejection soon after another lasts twice as long. */
  eject(nowMs: number): void {
    this.#ejectedUntilMs = nowMs + Math.min(LONGEST_EJECTION_MS, FIRST_EJECTION_MS * 2 ** this.#ejections);
    this.#ejections += 1;
  }

  /** With a clean enough record an ejection long ago no longer counts. */
  forgive(): void {
    this.#ejections = 0;
  }

  /** Back on probation: with half an error rate, so that it takes on load as it proves itself. */
  #return(nowMs: number): void {
    this.#ejectedUntilMs = 0;
    this.#asOfMs = nowMs;
    this.#calls = this.#failures = CREDIT;
    this.#failuresInARow = 0;
    this.#successes = this.#successMs = 0;
  }

  #fade(nowMs: number): void {
    const keep = Math.exp((this.#asOfMs - nowMs) / MEMORY_MS);
    this.#asOfMs = nowMs;
    this.#calls *= keep;
    this.#failures *= keep;
    this.#successes *= keep;
    this.#successMs *= keep;
  }
}

/**
 * The portion of its fair share, 0 to 1, that each of some siblings should get. It falls smoothly with an
 * instance's error rate and latency, both measured against its siblings: when a neighbour of them all is down, all
 * are equally bad and none is punished. Below a tenth it is ejected for a while; never more than half of them are.
 */
export function portions(siblings: readonly InstanceHealth[], nowMs: number): number[] {
  const areEjected = siblings.map((health) => health.isEjected(nowMs));
  const errorRates = siblings.map((health) => health.errorRate(nowMs));
  const latencies = siblings.map((health) => health.latencyMs());
  const leastErrors = Math.min(...errorRates);
  const slowMs = slowerThan(latencies.filter((ms) => ms !== undefined));
  let mayBeEjected = Math.floor(siblings.length / 2);
  const found = siblings.map((health, at) => {
    if (areEjected[at] && mayBeEjected-- > 0) return 0;
    const working = (1 - (errorRates[at] ?? 0)) / (1 - leastErrors);
    const portion = working * Math.min(1, slowMs / (latencies[at] ?? 0));
    if (portion > 0.9) health.forgive();
    return portion;
  });
  return found.map((portion, at) => {
    if (portion === 0 || portion >= LEAST_PORTION) return portion;
    if (mayBeEjected-- <= 0) return LEAST_PORTION;
    siblings[at]?.eject(nowMs);
    return 0;
  });
}

/** From where on an instance counts as slow: well above its typical sibling, and by more than noise. */
function slowerThan(latencies: readonly number[]): number {
  const sorted = latencies.toSorted((a, b) => a - b);
  const typical = sorted[Math.floor((sorted.length - 1) / 2)] ?? Infinity;
  return Math.max(typical * 3, typical + 50);
}
