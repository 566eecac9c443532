import type { Entry } from '../load/history.ts';
import type { Evidence } from './check.ts';
import { call } from './sound-evidence.ts';

/** Breaks sound records, or adds a call to the history. */
export type Plant = (evidence: Evidence) => Evidence | void;
export const first = <T>(items: readonly T[]): T => items[0] as T;
export const second = <T>(items: readonly T[]): T => items[1] as T;
export const also = (evidence: Evidence, entry: Partial<Entry>): Evidence => ({
  ...evidence,
  history: [...evidence.history, call(entry)],
});

export type Planted = [fault: string, check: string, plant: Plant];
