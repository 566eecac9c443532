import { status } from '@grpc/grpc-js';

/** Time constant of the exponential decay: after this time a call weighs about a third of a new one. */
const MEMORY_MS = 5_000;
/** Successful calls that every instance starts with, so that one failure in two calls is not an error rate of 50 %. */
const CREDIT = 3;
/** The smallest portion of its share an instance gets before it is ejected; without calls it could not recover. */
const MIN_PORTION = 0.1;
const FIRST_EJECTION_MS = 5_000;
const MAX_EJECTION_MS = 60_000;

/** Faults of the instance or the connection. Domain errors (NOT_FOUND …) and cancelled calls are not counted. */
const faults = new Set([
  status.UNAVAILABLE,
  status.DEADLINE_EXCEEDED,
  status.INTERNAL,
  status.UNKNOWN,
  status.UNIMPLEMENTED,
  status.DATA_LOSS,
]);

/** The recent health of one instance as one channel sees it. */
export class InstanceHealth {
  inFlight = 0;
  private asOfMs = 0;
  private calls = 0;
  private failures = 0;
  private failuresInARow = 0;
  private successes = 0;
  private successMs = 0;
  private ejectedUntilMs = 0;
  private ejections = 0;
  private readonly onEject: () => void;

  constructor(onEject: () => void = () => {}) {
    this.onEject = onEject;
  }

  started(): void {
    this.inFlight += 1;
  }

  ended(nowMs: number, code: status, tookMs: number): void {
    this.inFlight -= 1;
    if (code === status.CANCELLED) return;
    this.fade(nowMs);
    this.calls += 1;
    if (faults.has(code)) {
      this.failures += 1;
      this.failuresInARow += 1;
      return;
    }
    this.failuresInARow = 0;
    this.successes += 1;
    this.successMs += tookMs;
  }

  /** Between 0 and just under 1. Consecutive failures count in full, however good the record before them. */
  errorRate(nowMs: number): number {
    this.fade(nowMs);
    const lately = this.failures / (this.calls + CREDIT);
    const inARow = Math.max(0, this.failuresInARow - CREDIT) / Math.max(1, this.failuresInARow);
    return Math.max(lately, inARow);
  }

  /** Mean latency of successful calls; undefined until there are enough of them. */
  latencyMs(): number | undefined {
    return this.successes < CREDIT ? undefined : this.successMs / this.successes;
  }

  isEjected(nowMs: number): boolean {
    if (this.ejectedUntilMs > 0 && nowMs >= this.ejectedUntilMs) this.return(nowMs);
    return this.ejectedUntilMs > 0;
  }

  /** Each repeated ejection lasts twice as long. */
  eject(nowMs: number): void {
    this.ejectedUntilMs = nowMs + Math.min(MAX_EJECTION_MS, FIRST_EJECTION_MS * 2 ** this.ejections);
    this.ejections += 1;
    this.onEject();
  }

  /** Resets the ejection backoff after a healthy period. */
  forgive(): void {
    this.ejections = 0;
  }

  /** Back on probation with an error rate of 50 %, so that load returns as calls succeed. */
  private return(nowMs: number): void {
    this.ejectedUntilMs = 0;
    this.asOfMs = nowMs;
    this.calls = this.failures = CREDIT;
    this.failuresInARow = 0;
    this.successes = this.successMs = 0;
  }

  private fade(nowMs: number): void {
    const keep = Math.exp((this.asOfMs - nowMs) / MEMORY_MS);
    this.asOfMs = nowMs;
    this.calls *= keep;
    this.failures *= keep;
    this.successes *= keep;
    this.successMs *= keep;
  }
}

/**
 * The portion of its fair share, 0 to 1, that each instance of a service should get. It falls smoothly with error
 * rate and latency, both relative to the siblings: when a shared dependency is down, all are equally bad and none is
 * punished. An instance below a tenth is ejected for a while; never more than half of the instances are.
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
    if (portion === 0 || portion >= MIN_PORTION) return portion;
    if (mayBeEjected-- <= 0) return MIN_PORTION;
    siblings[at]?.eject(nowMs);
    return 0;
  });
}

/** The latency from which an instance counts as slow: well above the median, by more than noise. */
function slowerThan(latencies: readonly number[]): number {
  const sorted = latencies.toSorted((a, b) => a - b);
  const typical = sorted[Math.floor((sorted.length - 1) / 2)] ?? Infinity;
  return Math.max(typical * 3, typical + 50);
}
