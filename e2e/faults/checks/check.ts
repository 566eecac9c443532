import type { Records } from '../records/records.ts';
import type { Entry } from '../load/history.ts';

/** The evidence of a run: the records of the shop and the responses to its callers. */
export interface Evidence {
  records: Records;
  history: readonly Entry[];
  /** When the run began; older records do not belong to it. */
  startedAt: number;
  /** Orders from before the run that wait for a payer or for staff. */
  waiting: ReadonlySet<string>;
}

/** A broken guarantee, with the ids that select its log. */
export interface Violation {
  what: string;
  orderIds?: string[];
  keys?: string[];
  variantIds?: string[];
  cartIds?: string[];
}

export interface Finding {
  /** What was counted, in words. */
  numbers: string;
  violations: Violation[];
}

export interface Check {
  name: string;
  promise: string;
  look: (evidence: Evidence) => Finding;
}

/** Answers to a purchase that are stored under its key; after any other refusal the key may be used again. */
export function isFinalAnswer({ what, status, code = '' }: Entry): boolean {
  if (what !== 'order') return false;
  if (status === 201 || status === 402) return true;
  return status === 409 && (code.startsWith('stock.') || code === 'price.drift');
}
