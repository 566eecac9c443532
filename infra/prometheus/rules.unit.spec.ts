import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { describe, expect, it } from '@jest/globals';
import { inCase } from '@tradepost/testing/in-case';
import { composeServices } from '../testing/compose-file.ts';
import { render } from '../testing/kustomize.ts';
import { containersOf } from '../testing/manifest.ts';
import { apps } from '../testing/service-configs.ts';
import { nodesOf, seriesIn } from './promql.ts';
import { type Rule, ruleFiles, rulesOf } from './rule-files.ts';
import { casesOf, type CaseFile } from './testing/cases.ts';
import { runbookFaults } from './testing/runbooks.ts';
import { unknownSeries } from './testing/known-series.ts';
import { RUNBOOKS } from './slo-rules.ts';
import { generatedFiles } from './generated-files.ts';

const root = path.resolve(import.meta.dirname, '../..');
const runbookFolder = path.join(root, 'docs/runbooks');
const caseFolder = path.join(import.meta.dirname, 'cases');

const rules = [...ruleFiles().values()].flatMap(rulesOf);
const alerts = rules.filter((rule): rule is Rule & { alert: string } => rule.alert !== undefined);
const alertNames = [...new Set(alerts.map(({ alert }) => alert))].sort();
const recorded = rules.flatMap(({ record }) => record ?? []);
const caseFiles = readdirSync(caseFolder).map((name) => ({
  name,
  file: parse(readFileSync(path.join(caseFolder, name), 'utf8')) as CaseFile,
}));
const cases = caseFiles.flatMap(({ file }) => casesOf(file));

it.each(generatedFiles)('$file is what `npm run rules` writes', ({ file, text }) =>
  expect(readFileSync(file, 'utf8')).toBe(text()),
);

it('every rule file has its cases', () =>
  expect(readdirSync(caseFolder)).toEqual(expect.arrayContaining([...ruleFiles().keys()])));

// promtool evaluates groups in any order unless one is given, so that a case could pass by luck.
it.each(caseFiles)('cases/$name evaluates groups in the order of the rules', ({ file }) => {
  const groups = file.rule_files.flatMap((name) => ruleFiles().get(path.basename(name))?.groups ?? []);
  if (groups.length > 1) expect(file.group_eval_order).toEqual(groups.map(({ name }) => name));
});

describe('alerts', () => {
  it.each(alerts)(
    '$alert ($labels.severity) says how bad it is, what it means and where to read on',
    (alert) => {
      expect(['page', 'ticket', 'info']).toContain(alert.labels?.['severity']);
      const { summary = '', description = '', runbook_url, ...more } = alert.annotations ?? {};
      expect(more).toEqual({});
      // A value's template stands for a word.
      expect(summary.replaceAll(/\{\{.*?\}\}/g, 'X')).toMatch(/^[A-Z].{10,70}[^.]$/);
      expect(description).toMatch(/^.{20,400}\.$/s);
      expect(runbook_url).toBe(`${RUNBOOKS}/${alert.alert}.md`);
    },
  );

  it('have a case in which they fire and one in which they stay quiet', () => {
    expect(namesOf(cases.filter(({ fires }) => fires))).toEqual(alertNames);
    const quiet = namesOf(cases.filter(({ fires }) => !fires));
    // It is there to fire.
    expect(alertNames.filter((name) => !quiet.includes(name))).toEqual(['Watchdog']);
  });

  it('have a runbook each, and there is no other', () => {
    const pages = readdirSync(runbookFolder).map((file) => file.replace(/\.md$/, ''));
    expect(pages.filter((page) => page !== 'README').sort()).toEqual(alertNames);
  });
});

describe('series', () => {
  it.each(rules.map((rule) => ({ title: rule.record ?? rule.alert ?? '', rule })))(
    '$title reads only what is exported or recorded',
    ({ rule }) => expect(unknownSeries(rule.expr, recorded)).toEqual([]),
  );

  it('without a known name or label are noticed', () => {
    expect(unknownSeries('up{job="tradepost"} == 0', recorded)).toEqual([]);
    expect(unknownSeries('rate(mails_total{colour="red"}[5m]) > no_such_series', recorded)).toEqual([
      'mails_total has no label colour',
      'no_such_series is not exported',
    ]);
    expect(unknownSeries('mails{state="ded"} or event_delivery_seconds_bucket{le="4.0"}', recorded)).toEqual([
      'mails has no state ded',
      'event_delivery_seconds_bucket has no le 4.0',
    ]);
  });
});

describe('numbers that stand for something else', () => {
  const expressionOf = (name: string): string => alerts.find(({ alert }) => alert === name)?.expr ?? '';

  it('are the partitions of the outbox', () => {
    const source = readFileSync(path.join(root, 'libs/platform/messaging/src/event.ts'), 'utf8');
    const [, partitions = ''] = /PARTITIONS = (\d+)/.exec(source) ?? [];
    expect(expressionOf('RelayWithoutHolder')).toMatch(new RegExp(`< ${partitions}$`));
  });

  it('are the memory that the smallest service may have in Kubernetes', () => {
    const base = render(path.resolve(import.meta.dirname, '../k8s/base/shop'));
    const services = base.filter(
      ({ metadata }) => metadata.labels?.['app.kubernetes.io/component'] === 'service',
    );
    const limits = containersOf(services)
      .filter(({ container }) => container.name === 'service')
      .map(({ container }) => container.resources?.limits?.['memory']);
    const smallest = Math.min(...limits.map((limit) => Number(/^(\d+)Mi$/.exec(String(limit))?.[1])));
    expect(expressionOf('MemoryNearLimit')).toContain(`0.9 * ${smallest} * 1024 * 1024`);
  });

  it('are services that exist', () => {
    const missing = [...expressionOf('ServiceMissing').matchAll(/service_name="([\w-]+)"/g)].map(
      ([, name]) => name,
    );
    // No part of production.
    expect(missing.toSorted()).toEqual(apps.filter((app) => app !== 'payment-sandbox').toSorted());
  });
});

describe('runbooks', () => {
  it.each(alertNames)('%s names only deployments and containers that exist', (name) => {
    const text = readFileSync(path.join(runbookFolder, `${name}.md`), 'utf8');
    const deployments = [...text.matchAll(/deployment\/([\w-]+)/g)].map(([, one = '']) => one);
    expect(deployments.filter((one) => !apps.includes(one))).toEqual([]);
    const containers = [...text.matchAll(/compose\.yaml (?:logs --since \w+|restart|ps) ([\w-]+)/g)];
    const known = Object.keys(composeServices(['compose.yaml'], {}));
    expect(containers.map(([, one = '']) => one).filter((one) => !known.includes(one))).toEqual([]);
  });

  it('set only variables that compose knows', () => {
    const texts = readdirSync(runbookFolder).map((file) =>
      readFileSync(path.join(runbookFolder, file), 'utf8'),
    );
    const set = texts.flatMap((text) =>
      [...text.matchAll(/`(\w+)=\S+ docker compose/g)].map(([, name = '']) => name),
    );
    const compose = readFileSync(path.join(root, 'infra/compose/compose.yaml'), 'utf8');
    expect(set.length).toBeGreaterThan(0);
    expect(set.filter((name) => !compose.includes(`\${${name}:-`))).toEqual([]);
  });

  it('ask Consul with a token, because it refuses callers without one', () => {
    const texts = readdirSync(runbookFolder).map((file) =>
      readFileSync(path.join(runbookFolder, file), 'utf8'),
    );
    expect(texts.join('\n')).not.toMatch(/exec consul-server-\d -- consul /);
  });

  it.each(alertNames.filter((name) => existsSync(path.join(runbookFolder, `${name}.md`))))(
    '%s has its sections and queries that can be run',
    (name) => {
      const text = readFileSync(path.join(runbookFolder, `${name}.md`), 'utf8');
      expect(runbookFaults(name, text, recorded)).toEqual([]);
    },
  );

  it('are all in the index, in the section of their severity', () => {
    const index = readFileSync(path.join(runbookFolder, 'README.md'), 'utf8');
    for (const { alert, labels } of alerts) {
      const section = index
        .split(/^## /m)
        .find((one) => one.startsWith(sectionOf(alert, labels?.['severity'])));
      inCase(alert, () => expect(section).toContain(`[${alert}](${alert}.md)`));
    }
  });
});

/** An alert that can be a page is listed as one. */
function sectionOf(alert: string, severity = ''): string {
  const isPage = alerts.some((one) => one.alert === alert && one.labels?.['severity'] === 'page');
  return isPage ? 'page' : severity;
}

function namesOf(some: { alert: string }[]): string[] {
  return [...new Set(some.map(({ alert }) => alert))].sort();
}

describe('PromQL', () => {
  it('that is wrong is noticed', () => expect(() => nodesOf('sum(rate(a[5m])')).toThrow('not PromQL'));

  it('is read for its series and their labels', () =>
    expect(seriesIn('sum by (c) (a{b="1",d=~"2"}) / on (e) f')).toEqual([
      {
        name: 'a',
        matchers: [
          { label: 'b', operator: '=', value: '1' },
          { label: 'd', operator: '=~', value: '2' },
        ],
      },
      { name: 'f', matchers: [] },
    ]));
});
