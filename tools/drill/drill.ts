import type { Faults } from './faults/faults.ts';

/** What is expected of a fault: the series that moves, the alert that fires, the remedy that ends both. */
export interface Drill {
  name: string;
  /** What is broken, for the table in docs/drills.md. */
  fault: string;
  /** Breaks it; runs until `signal` is aborted when it goes on. */
  inject(faults: Faults, signal: AbortSignal): Promise<void>;
  /** PromQL that has a sample while the fault is seen, and none before. */
  series: string;
  /** A rule of infra/prometheus/rules, with a runbook in docs/runbooks. */
  alert: string;
  /** Labels of the alert that is meant. */
  labels?: Record<string, string>;
  /** What an operator does, for the table. */
  remedy: string;
  mend(faults: Faults): Promise<void>;
  /** Ends the drill when the alert does not come in this time (default 120 s). */
  limitMs?: number;
}

export interface DrillResult {
  name: string;
  alert: string;
  /** Seconds from the fault until the series moved, the alert fired, the notification came, and from the remedy until it resolved. */
  seriesS?: number;
  firingS?: number;
  notifiedS?: number;
  resolvedS?: number;
  /** Calls of customers meanwhile, and the guarantees they were checked for. */
  calls?: number;
  guarantees?: string;
  /** Why it failed; none when it passed. */
  faults: string[];
}
