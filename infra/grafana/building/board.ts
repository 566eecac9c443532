import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import {
  AnnotationQueryBuilder,
  type Dashboard,
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
  type Panel,
  RowBuilder,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { laidOut } from './layout.ts';
import { AMBER, LOKI, PROMETHEUS, RED, TAG } from './names.ts';
import { datasource, type Variable } from './variables.ts';

export interface Row {
  title: string;
  panels: Builder<Panel>[];
}

export interface BoardOptions {
  /** Also the name of its file and the end of its address. */
  name: string;
  title: string;
  description: string;
  variables?: Variable[];
  /** The service that it is about: adds a link to its log. */
  service?: string;
  rows: Row[];
}

export interface Board {
  name: string;
  dashboard: Dashboard;
}

/** A dashboard with what all of them have: data source, links to the others, alerts and deployments as annotations. */
export function board({ name, title, description, variables = [], service, rows }: BoardOptions): Board {
  const builder = new DashboardBuilder(`Tradepost: ${title}`)
    .uid(`tradepost-${name}`)
    .description(description)
    .tags([TAG])
    .readonly()
    .refresh('30s')
    .time({ from: 'now-1h', to: 'now' })
    .tooltip(DashboardCursorSync.Crosshair)
    .variables([datasource(), ...variables])
    .annotations([alerts(), deployments()])
    .links(service === undefined ? [others()] : [others(), logs(service)]);
  for (const row of rows) {
    builder.withRow(new RowBuilder(row.title));
    for (const panel of row.panels) builder.withPanel(panel);
  }
  const dashboard = builder.build();
  return { name, dashboard: { ...dashboard, panels: laidOut(dashboard.panels ?? []) } };
}

function others(): DashboardLinkBuilder {
  return new DashboardLinkBuilder('Dashboards')
    .type(DashboardLinkType.Dashboards)
    .tags([TAG])
    .asDropdown(true)
    .includeVars(true)
    .keepTime(true);
}

/** Loki's page with the lines of this service in the same time. */
function logs(service: string): DashboardLinkBuilder {
  const query = { refId: 'A', expr: `{service_name="${service}"}` };
  const range = { from: '${__from}', to: '${__to}' };
  const panes = JSON.stringify({ logs: { datasource: LOKI, queries: [query], range } });
  // Grafana fills in the variables only where they are written plainly.
  const encoded = encodeURIComponent(panes).replaceAll(/%24%7B(\w+)%7D/g, '${$1}');
  return new DashboardLinkBuilder('Logs')
    .type(DashboardLinkType.Link)
    .icon('doc')
    .url(`/explore?schemaVersion=1&panes=${encoded}`);
}

function alerts(): AnnotationQueryBuilder {
  return new AnnotationQueryBuilder()
    .name('Alerts')
    .datasource(PROMETHEUS)
    .enable(true)
    .iconColor(RED)
    .expr('ALERTS{alertstate="firing", severity=~"page|ticket"}')
    .titleFormat('{{alertname}}')
    .textFormat('{{severity}} {{service_name}}')
    .step('60s');
}

/** The first two minutes of each version of a service. */
function deployments(): AnnotationQueryBuilder {
  const versions = 'count by (service_name, version)';
  return new AnnotationQueryBuilder()
    .name('Deployments')
    .datasource(PROMETHEUS)
    .enable(true)
    .iconColor(AMBER)
    .expr(`${versions} (build_info) unless ${versions} (build_info offset 2m)`)
    .titleFormat('{{service_name}} {{version}}')
    .step('60s');
}
