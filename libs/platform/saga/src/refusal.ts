import { DomainError, type Facts, type RefusalKind } from '@tradepost/decision';
import type { Refusal } from './saga.ts';

/** A refusal as stored in the saga's row. */
export type StoredRefusal =
  | { kind: 'no'; step: string; error: { kind: RefusalKind; code: string; detail: string; facts: Facts } }
  | { kind: 'gave-up'; step: string; detail: string };

export function toStored(refusal: Refusal): StoredRefusal {
  if (refusal.kind === 'gave-up') return refusal;
  const { kind, code, message, facts } = refusal.error;
  return { kind: 'no', step: refusal.step, error: { kind, code, detail: message, facts } };
}

export function fromStored(stored: StoredRefusal): Refusal {
  if (stored.kind === 'gave-up') return stored;
  const { kind, code, detail, facts } = stored.error;
  return { kind: 'no', step: stored.step, error: new DomainError(kind, code, detail, facts) };
}

/** One line for logs and operators. */
export function describe(refusal: Refusal): string {
  return refusal.kind === 'no'
    ? `${refusal.step}: ${refusal.error.code}: ${refusal.error.message}`
    : `${refusal.step}: ${refusal.detail}`;
}
