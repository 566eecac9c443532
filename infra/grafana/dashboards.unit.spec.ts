import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import { describe, expect, it } from '@jest/globals';
import { boards } from './boards/index.ts';
import { dashboardFiles, folder } from './files.ts';
import { annotationQueries, panelQueries, panelsOf } from './queries/dashboard-queries.ts';
import { syntaxFaults } from './queries/promql.ts';

/** What `kubectl apply` writes into an annotation, with room for the ConfigMap around it. */
const LARGEST = 200_000;

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

  it.each(boards)('$name numbers its panels and queries, and fills its rows', ({ dashboard }) => {
    expect((dashboard.panels ?? []).map(({ id }) => id)).toEqual(
      (dashboard.panels ?? []).map((_, at) => at + 1),
    );
    for (const { targets = [] } of panelsOf(dashboard)) {
      const refs = targets.map((target) => (target as { refId?: string }).refId);
      expect(refs).toEqual(['A', 'B', 'C', 'D', 'E', 'F'].slice(0, targets.length));
    }
    for (const { gridPos } of panelsOf(dashboard)) expect(gridPos!.x + gridPos!.w).toBeLessThanOrEqual(24);
  });

  it.each(boards)('$name is no wall: it fits three screens', ({ dashboard }) => {
    expect(panelsOf(dashboard).length).toBeLessThanOrEqual(24);
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

/** A quantile over time; the figure above it has no points to open. */
function isLatency({ type, targets = [] }: Panel): boolean {
  return type === 'timeseries' && JSON.stringify(targets).includes('histogram_quantile');
}
