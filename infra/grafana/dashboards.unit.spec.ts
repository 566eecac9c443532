import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { GridPos, Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import { describe, expect, it } from '@jest/globals';
import { boards } from './boards/index.ts';
import { dashboardFiles, folder } from './files.ts';
import { annotationQueries, panelQueries, panelsOf } from './queries/dashboard-queries.ts';
import { syntaxFaults } from './queries/promql.ts';

/** What `kubectl apply` writes into an annotation, with room for the ConfigMap around it. */
const LARGEST = 200_000;

/** The histograms that processes fill with exemplars. */
const WITH_TRACES = /(http_server_request|rpc_server_call|order_purchase)_duration_seconds_bucket/;

const panels = boards.flatMap(({ name, dashboard }) =>
  panelsOf(dashboard).map((panel) => ({ place: `${name}: ${panel.title}`, panel })),
);
const queries = boards.flatMap(({ name, dashboard }) => [
  ...panelQueries(name, dashboard),
  ...annotationQueries(name, dashboard),
]);

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

describe('dashboards', () => {
  it('have identifiers of their own', () => {
    const ids = boards.map(({ dashboard }) => dashboard.uid);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^tradepost-[a-z-]{1,30}$/);
  });

  it.each(boards)('$name numbers its panels and queries', ({ dashboard }) => {
    expect((dashboard.panels ?? []).map(({ id }) => id)).toEqual(
      (dashboard.panels ?? []).map((_, at) => at + 1),
    );
    for (const { targets = [] } of panelsOf(dashboard)) {
      const refs = targets.map((target) => (target as { refId?: string }).refId);
      expect(refs).toEqual(['A', 'B', 'C', 'D', 'E', 'F'].slice(0, targets.length));
    }
  });

  it.each(boards)('$name fills its lines and lets no panels overlap', ({ dashboard }) => {
    const panels = dashboard.panels ?? [];
    const cells = panels.flatMap(({ gridPos }) => cellsOf(gridPos!));
    const bottom = Math.max(...panels.map(({ gridPos }) => gridPos!.y + gridPos!.h));
    expect(new Set(cells).size).toBe(cells.length);
    expect(cells.length).toBe(24 * bottom);
  });

  it.each(boards)('$name has at most 26 panels', ({ dashboard }) => {
    expect(panelsOf(dashboard).length).toBeLessThanOrEqual(26);
  });

  it.each(boards)('$name uses only variables that it has', ({ dashboard }) => {
    const known = (dashboard.templating?.list ?? []).map(({ name }) => name);
    const text = JSON.stringify(dashboard);
    const used = [...text.matchAll(/\$\{?(?!__)(\w+)/g)].map(([, name]) => name);
    expect(used.filter((name) => !known.includes(name!))).toEqual([]);
  });
});

describe('panels', () => {
  it.each(panels)('$place says what it shows, in which unit, and what is bad', ({ panel }) => {
    expect(panel.description).toMatch(/^[A-Z`].{10,}\.\n\n\*\*Bad:\*\* .{10,}\.(\n\n\*\*Runbook:\*\* .+)?$/s);
    expect(panel.fieldConfig?.defaults.unit).toBeTruthy();
    expect(panel.datasource).toEqual({ type: 'prometheus', uid: '${datasource}' });
  });

  it.each(panels.filter(({ panel }) => isLatency(panel)))(
    '$place leads from a slow request to its trace',
    ({ panel }) => {
      expect(panel.targets?.map((target) => (target as { exemplar?: boolean }).exemplar)).toContain(true);
    },
  );
});

describe('queries', () => {
  it.each(queries)('$place is PromQL: $expr', ({ expr }) => expect(syntaxFaults(expr)).toEqual([]));

  it('that are no PromQL are noticed', () => {
    expect(syntaxFaults('sum by (a) (rate(b[$__rate_interval]))')).toEqual([]);
    expect(syntaxFaults('sum by (a) (rate(b[$__rate_interval])')).not.toEqual([]);
  });
});

/** Quantiles over time; the figure above them has no points to open. */
function isLatency({ type, targets = [] }: Panel): boolean {
  const text = JSON.stringify(targets);
  return type === 'timeseries' && text.includes('histogram_quantile') && WITH_TRACES.test(text);
}

function cellsOf({ x, y, w, h }: GridPos): string[] {
  return Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)},${y + Math.floor(cell / w)}`);
}
