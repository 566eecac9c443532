import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type Declaration, seriesBound } from '@tradepost/observability';
import { describe, expect, it } from '@jest/globals';
import { inCase } from '@tradepost/testing/in-case';
import { metricsPage } from './metrics-page.ts';
import { readSeries } from './series.ts';
import { root } from './settings.ts';

const series: Declaration[] = (await readSeries()).flatMap((group) => group.series);

/** Of one series in one process: a histogram of all routes is the largest. */
const MOST = 30_000;

describe('the declared series', () => {
  it('docs/metrics.md is up to date', async () => {
    const page = metricsPage(await readSeries());
    inCase('run `npm run docs:metrics`', () =>
      expect(page).toBe(readFileSync(path.join(root, 'docs/metrics.md'), 'utf8')),
    );
  });

  it('have one name each', () => {
    const names = series.map(({ name }) => name);
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
  });

  it.each(series.map((one) => [one.name, one] as const))('%s has few enough series', (_name, one) =>
    expect(seriesBound(one)).toBeLessThanOrEqual(MOST),
  );

  it('are named as Prometheus and OpenMetrics want it', () => {
    for (const { name, type, help, labels } of series)
      inCase(name, () => {
        expect(name).toMatch(/^[a-z][a-z0-9_]*$/);
        expect(name.endsWith('_total')).toBe(type === 'counter');
        if (type === 'histogram') expect(name).toMatch(/_seconds$/);
        // OpenMetrics would need it escaped, which prom-client does not do.
        expect(help).not.toMatch(/["\\\n]/);
        for (const label of Object.keys(labels))
          expect(label).toMatch(/^(?!le$|service_name$)[a-z][a-z0-9_]*$/);
      });
  });
});
