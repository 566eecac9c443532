/** Where `runbook` is an alert's name: its page in docs/runbooks. */
export interface Explained {
  /** What the panel shows, in one sentence. */
  shows: string;
  /** What a bad value looks like. */
  bad: string;
  /** The alert whose runbook helps. */
  runbook?: string;
}

/** Markdown behind the panel's (i). */
export function description({ shows, bad, runbook }: Explained): string {
  const parts = [shows, `**Bad:** ${bad}`];
  if (runbook) parts.push(`**Runbook:** docs/runbooks/${runbook}.md`);
  return parts.join('\n\n');
}
