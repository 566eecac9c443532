import type { Dashboard, Panel } from '@grafana/grafana-foundation-sdk/dashboard';

/** A query of a dashboard, and where it is. */
export interface DashboardQuery {
  /** `gateway › Requests`. */
  place: string;
  expr: string;
  legend: string;
}

interface Target {
  expr: string;
  legendFormat?: string;
}

/** Rows have a type of their own and no queries. */
export function panelsOf(dashboard: Dashboard): Panel[] {
  return (dashboard.panels ?? []).filter((panel): panel is Panel => panel.type !== 'row');
}

/** The queries of all panels. */
export function panelQueries(name: string, dashboard: Dashboard): DashboardQuery[] {
  return panelsOf(dashboard).flatMap((panel) =>
    (panel.targets as unknown as Target[]).map(({ expr, legendFormat = '' }) => ({
      place: `${name}: ${panel.title}`,
      expr,
      legend: legendFormat,
    })),
  );
}

/** Those of annotations, which may well be empty. */
export function annotationQueries(name: string, dashboard: Dashboard): DashboardQuery[] {
  return (dashboard.annotations?.list ?? []).map(({ name: title, expr = '' }) => ({
    place: `${name}: annotation ${title}`,
    expr,
    legend: '',
  }));
}
