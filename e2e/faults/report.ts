import { checks } from './checks/all-checks.ts';
import type { Evidence, Violation } from './checks/check.ts';
import { logOf } from './checks/violation-log.ts';

export interface Verdict {
  name: string;
  promise: string;
  numbers: string;
  violations: number;
  /** The violation with the shortest log. */
  shown?: { what: string; log: string[] };
}

export function judge(found: Omit<Evidence, 'waiting'>): Verdict[] {
  const evidence = { ...found, waiting: waitingOrders(found) };
  return checks.map(({ name, promise, look }) => {
    const { numbers, violations } = look(evidence);
    const shownFirst = violations.slice(0, 20).map((violation) => describe(violation, evidence));
    const shown = shownFirst.sort((a, b) => a.log.length - b.log.length)[0];
    return { name, promise, numbers, violations: violations.length, ...(shown ? { shown } : {}) };
  });
}

function waitingOrders({ records, startedAt }: Pick<Evidence, 'records' | 'startedAt'>): Set<string> {
  const old = records.orders.filter(({ createdAt }) => createdAt < startedAt);
  return new Set(old.filter(({ state }) => state === 'pending' || state === 'review').map(({ id }) => id));
}

function describe(violation: Violation, evidence: Evidence): { what: string; log: string[] } {
  return { what: violation.what, log: logOf(violation, evidence) };
}

export function printVerdicts(verdicts: readonly Verdict[]): void {
  for (const { name, promise, numbers, violations, shown } of verdicts) {
    console.log(`${violations === 0 ? 'holds   ' : 'VIOLATED'}  ${name.padEnd(22)} ${numbers}`);
    if (!shown) continue;
    console.log(`          ${promise}`);
    console.log(`          ${violations} times; the one with the shortest log: ${shown.what}`);
    for (const line of shown.log) console.log(`            ${line}`);
  }
}

/** Calls by what they were and how they ended. */
export function printCalls(evidence: Pick<Evidence, 'history'>): void {
  const counts = new Map<string, Map<string, number>>();
  for (const { what, outcome, status, code } of evidence.history) {
    const answer = outcome === 'ok' ? String(status) : `${status || 'no answer'}${code ? ` ${code}` : ''}`;
    const answers = counts.get(what) ?? new Map<string, number>();
    counts.set(what, answers.set(answer, (answers.get(answer) ?? 0) + 1));
  }
  for (const [what, answers] of counts)
    console.log(
      `  ${what.padEnd(14)} ${[...answers].map(([answer, count]) => `${count} × ${answer}`).join(', ')}`,
    );
}
