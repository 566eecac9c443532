import { RUNBOOKS } from '../../prometheus/slo-rules.ts';

export interface Explained {
  /** What the panel shows, in one sentence. */
  shows: string;
  /** What a bad value looks like. */
  bad: string;
  /** The alerts whose runbooks help. */
  runbook?: string | string[];
}

/** Markdown behind the panel's (i). */
export function description({ shows, bad, runbook = [] }: Explained): string {
  const links = [runbook].flat().map((alert) => `[${alert}](${RUNBOOKS}/${alert}.md)`);
  const parts = [shows, `**Bad:** ${bad}`];
  if (links.length > 0) parts.push(`**Runbook:** ${links.join(', ')}`);
  return parts.join('\n\n');
}
