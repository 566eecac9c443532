import { nodesOf } from '../promql.ts';
import { unknownSeries } from './known-series.ts';

const SECTIONS = ['Meaning', 'Impact', 'Queries', 'Remedy'];

/** What is wrong with the runbook of an alert; nothing when it can be used at 3 a.m. */
export function runbookFaults(alert: string, text: string, recorded: string[]): string[] {
  const sections = [...text.matchAll(/^## (.+)$/gm)].map(([, title = '']) => title);
  const queries = [...text.matchAll(/```promql\n(.*?)```/gs)].map(([, query = '']) => query.trim());
  const remedy = text.split('## Remedy')[1] ?? '';
  return [
    ...(text.startsWith(`# ${alert}\n`) ? [] : [`does not begin with # ${alert}`]),
    ...(sections.join() === SECTIONS.join() ? [] : [`sections are ${sections.join(', ')}`]),
    ...(queries.length === 3 ? [] : [`has ${queries.length} queries instead of 3`]),
    ...queries.flatMap((query) => queryFaults(query, recorded)),
    ...(remedy.trim().length > 40 ? [] : ['says nothing of a remedy']),
    ...(text.split('\n').length <= 60 ? [] : ['is longer than 60 lines']),
  ];
}

function queryFaults(query: string, recorded: string[]): string[] {
  try {
    nodesOf(query);
  } catch (fault) {
    return [(fault as Error).message];
  }
  return unknownSeries(query, recorded);
}
