import { nodesOf, seriesIn } from '../../prometheus/promql.ts';
import { hasLabel, unknownSeries } from '../../prometheus/testing/known-series.ts';
import type { DashboardQuery } from '../queries/dashboard-queries.ts';
import { withoutVariables } from '../queries/promql.ts';

/** What is wrong with a query: its syntax, a series that is not exported, a label that its series do not have. */
export function queryFaults({ place, expr, legend }: DashboardQuery, recorded: string[]): string[] {
  const text = withoutVariables(expr);
  try {
    const inLegend = [...legend.matchAll(/\{\{(\w+)\}\}/g)].map(([, label = '']) => label);
    return [
      ...unknownSeries(text, recorded),
      ...[...groupedBy(text), ...inLegend]
        .filter((label) => !someSeriesHas(text, label, recorded))
        .map((label) => `no series has the label ${label}`),
    ].map((fault) => `${place}: ${fault}`);
  } catch (fault) {
    return [`${place}: ${(fault as Error).message}`];
  }
}

function groupedBy(expr: string): string[] {
  return nodesOf(expr, 'GroupingLabels').flatMap(({ from, to }) => expr.slice(from, to).match(/\w+/g) ?? []);
}

function someSeriesHas(expr: string, label: string, recorded: string[]): boolean {
  return label === 'le' || seriesIn(expr).some(({ name }) => hasLabel(name, label, recorded));
}
