import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { GridPos, Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import { describe, expect, it } from '@jest/globals';
import { ruleFiles, rulesOf } from '../prometheus/rule-files.ts';
import { boards } from './boards/index.ts';
import { dashboardFiles, folder } from './files.ts';
import { annotationQueries, panelQueries, panelsOf } from './queries/dashboard-queries.ts';
import { queryFaults } from './testing/query-faults.ts';

/** What `kubectl apply` writes into an annotation, with room for the ConfigMap around it. */
const LARGEST = 200_000;
const MOST_PANELS = 26;
/** The histograms that processes fill with exemplars. */
const WITH_TRACES = /(http_server_request|rpc_server_call|order_purchase)_duration_seconds_bucket/;

const recorded = [...ruleFiles().values()].flatMap(rulesOf).flatMap(({ record }) => record ?? []);

describe('the files in infra/grafana/dashboards', () => {
  it('are what `npm run dashboards` writes', async () => {
    const files = await dashboardFiles();
    expect(readdirSync(folder).sort()).toEqual([...files.keys()].sort());
    for (const [name, text] of files) expect(readFileSync(path.join(folder, name), 'utf8')).toBe(text);
  });

  it('are small enough for a ConfigMap that kubectl applies', async () => {
    for (const [, text] of await dashboardFiles()) expect(text.length).toBeLessThan(LARGEST);
  });
});

it('dashboards have identifiers of their own', () => {
  const ids = boards.map(({ dashboard }) => dashboard.uid);
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expect(id).toMatch(/^tradepost-[a-z-]{1,30}$/);
});

describe.each(boards)('$name', ({ name, dashboard }) => {
  const placed = dashboard.panels ?? [];
  const panels = panelsOf(dashboard);

  it('numbers its panels and queries', () => {
    expect(placed.map(({ id }) => id)).toEqual(placed.map((_, at) => at + 1));
    for (const { targets = [] } of panels) {
      const refs = targets.map((target) => (target as { refId?: string }).refId);
      expect(refs).toEqual(['A', 'B', 'C', 'D', 'E', 'F'].slice(0, targets.length));
    }
  });

  it('fills its lines and lets no panels overlap', () => {
    const cells = placed.flatMap(({ gridPos }) => cellsOf(gridPos!));
    const bottom = Math.max(...placed.map(({ gridPos }) => gridPos!.y + gridPos!.h));
    expect(new Set(cells).size).toBe(cells.length);
    expect(cells.length).toBe(24 * bottom);
  });

  it('is no wall of panels', () => expect(panels.length).toBeLessThanOrEqual(MOST_PANELS));

  it('uses only variables that it has', () => {
    const known = (dashboard.templating?.list ?? []).map((variable) => variable.name);
    const used = [...JSON.stringify(dashboard).matchAll(/\$\{?(?!__)(\w+)/g)].map(([, variable]) => variable);
    expect(used.filter((variable) => !known.includes(variable!))).toEqual([]);
  });

  it('says of each panel what it shows, what is bad and whose runbook helps', () =>
    expect(panels.flatMap(panelFaults)).toEqual([]));

  it('leads from slow requests to their traces', () => {
    const withoutTraces = panels.filter(isLatency).filter(({ targets = [] }) => !hasExemplars(targets));
    expect(withoutTraces.map(({ title }) => title)).toEqual([]);
  });

  it('asks in PromQL for series and labels that exist', () => {
    const queries = [...panelQueries(name, dashboard), ...annotationQueries(name, dashboard)];
    expect(queries.flatMap((query) => queryFaults(query, recorded))).toEqual([]);
  });
});

describe('a query', () => {
  const faultsOf = (expr: string, legend = '') => queryFaults({ place: 'here', expr, legend }, recorded);

  it('that is no PromQL is noticed', () =>
    expect(faultsOf('sum(rate(mails_total[5m])').join()).toMatch('not PromQL'));

  it('for a series that is not exported is noticed', () =>
    expect(faultsOf('sum(rate(mails_sent_total[$__rate_interval]))')).toEqual([
      'here: mails_sent_total is not exported',
    ]));

  it('that groups or names by a label that its series do not have is noticed', () => {
    expect(faultsOf('sum by (outcome, service_name) (mails_total)', '{{service_name}}')).toEqual([]);
    expect(faultsOf('sum by (provider) (mails_total)', '{{method}}')).toEqual([
      'here: no series has the label provider',
      'here: no series has the label method',
    ]);
  });
});

const DESCRIPTION = /^[A-Z].{10,}\.\n\n\*\*Bad:\*\* .{10,}\.(\n\n\*\*Runbook:\*\* (.+))?$/s;

function panelFaults({ title, description = '', fieldConfig, datasource }: Panel): string[] {
  const [matches, , links = ''] = DESCRIPTION.exec(description) ?? [];
  const runbooks = [...links.matchAll(/\[(\w+)\]/g)].map(([, alert]) => `docs/runbooks/${alert}.md`);
  const root = path.resolve(import.meta.dirname, '../..');
  return [
    ...(matches ? [] : ['has no description, or one without "Bad:"']),
    ...(fieldConfig?.defaults.unit ? [] : ['has no unit']),
    ...(datasource?.uid === '${datasource}' ? [] : ['has a data source of its own']),
    ...runbooks
      .filter((file) => !existsSync(path.join(root, file)))
      .map((file) => `names ${file}, which is missing`),
  ].map((fault) => `${title} ${fault}`);
}

/** Quantiles over time; the figure above them has no points to open. */
function isLatency({ type, targets = [] }: Panel): boolean {
  const text = JSON.stringify(targets);
  return type === 'timeseries' && text.includes('histogram_quantile') && WITH_TRACES.test(text);
}

function hasExemplars(targets: object[]): boolean {
  return targets.some((target) => 'exemplar' in target && target.exemplar === true);
}

function cellsOf({ x, y, w, h }: GridPos): string[] {
  return Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)},${y + Math.floor(cell / w)}`);
}
