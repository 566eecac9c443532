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
import { AMBER, PROMETHEUS, RED, TAG } from './names.ts';
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
  rows: Row[];
}

export interface Board {
  name: string;
  dashboard: Dashboard;
}

/** A dashboard with what all of them have: data source, links to the others, alerts and deployments as annotations. */
export function board({ name, title, description, variables = [], rows }: BoardOptions): Board {
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
    .link(others());
  for (const row of rows) {
    builder.withRow(new RowBuilder(row.title));
    for (const panel of row.panels) builder.withPanel(panel);
  }
  return { name, dashboard: numbered(builder.build()) };
}

/** Links to a single panel need numbers that stay the same. */
function numbered(dashboard: Dashboard): Dashboard {
  const panels = (dashboard.panels ?? []).map((panel, index) => ({ ...panel, id: index + 1 }));
  return { ...dashboard, panels };
}

function others(): DashboardLinkBuilder {
  return new DashboardLinkBuilder('Dashboards')
    .type(DashboardLinkType.Dashboards)
    .tags([TAG])
    .asDropdown(true)
    .includeVars(true)
    .keepTime(true);
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
