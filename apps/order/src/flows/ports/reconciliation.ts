import type { ComparedOrder, Finding, FindingCode, OpenSaga } from '../../domain/reconciliation.ts';

export interface RunResult {
  readonly orders: number;
  readonly bookings: number;
  readonly holds: number;
  readonly found: number;
  readonly healed: number;
  readonly skipped: readonly string[];
}

/** Another instance has the turn now; the rest of this run is its work. */
export class TurnLost extends Error {
  override readonly name = 'TurnLost';
}

/** Which instance reconciles. */
export abstract class ReconciliationTurns {
  /** @returns the run to do now; undefined: none is due, or another instance has the turn */
  abstract begin(leaseMs: number, everyMs: number): Promise<string | undefined>;
  /** @throws TurnLost */
  abstract keep(leaseMs: number): Promise<void>;
  abstract leave(): Promise<void>;
  /** @param result undefined: the run failed */
  abstract finish(runId: string, result: RunResult | undefined): Promise<void>;
}

/** What this service contributes to the comparison. */
export abstract class ComparedState {
  /** Orders from this id on, and those named. */
  abstract orders(fromId: string, ids: readonly string[]): Promise<ComparedOrder[]>;
  abstract openSagas(): Promise<OpenSaga[]>;
  abstract outboxAgeSeconds(): Promise<number>;
}

/** What reconciliation found. */
export abstract class Findings {
  /** When the oldest open finding happened. */
  abstract oldestOpen(): Promise<Date | undefined>;
  /** Records findings, each once. @returns how often each was tried to be repaired */
  abstract record(
    findings: readonly Finding[],
  ): Promise<{ code: string; subject: string; attempts: number }[]>;
  /** Records an attempt to repair one. */
  abstract attempted(finding: Finding, action: string, isHealed: boolean): Promise<void>;
  /** Closes open findings of these codes that this run did not see. */
  abstract close(codes: readonly FindingCode[], runId: string): Promise<void>;
}
