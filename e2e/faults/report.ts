import { checks } from './checks/all-checks.ts';
import type { Evidence, Violation } from './checks/check.ts';
import { storyOf } from './checks/story.ts';

export interface Verdict {
  name: string;
  promise: string;
  numbers: string;
  violations: number;
  /** The shortest one, with what shows it. */
  shown?: { what: string; story: string[] };
}

export function judge(found: Omit<Evidence, 'waiting'>): Verdict[] {
  const evidence = { ...found, waiting: waitingOrders(found) };
  return checks.map(({ name, promise, look }) => {
    const { numbers, violations } = look(evidence);
    const stories = violations.slice(0, 20).map((violation) => tell(violation, evidence));
    const shown = stories.sort((a, b) => a.story.length - b.story.length)[0];
    return { name, promise, numbers, violations: violations.length, ...(shown ? { shown } : {}) };
  });
}

function waitingOrders({ records, startedAt }: Pick<Evidence, 'records' | 'startedAt'>): Set<string> {
  const old = records.orders.filter(({ createdAt }) => createdAt < startedAt);
  return new Set(old.filter(({ state }) => state === 'pending' || state === 'review').map(({ id }) => id));
}

function tell(violation: Violation, evidence: Evidence): { what: string; story: string[] } {
  return { what: violation.what, story: storyOf(violation, evidence) };
}

export function printVerdicts(verdicts: readonly Verdict[]): void {
  for (const { name, promise, numbers, violations, shown } of verdicts) {
    console.log(`${violations === 0 ? 'holds   ' : 'VIOLATED'}  ${name.padEnd(22)} ${numbers}`);
    if (!shown) continue;
    console.log(`          ${promise}`);
    console.log(`          ${violations} times; the shortest story: ${shown.what}`);
    for (const line of shown.story) console.log(`            ${line}`);
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
