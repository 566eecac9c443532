import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { describe, expect, it } from '@jest/globals';
import { presentProgram } from '../../tools/dev/parts/monitoring-programs.ts';
import { ruleFiles, rulesOf } from '../prometheus/rule-files.ts';

const amtool = presentProgram('amtool');
const FILES = ['alertmanager.yml', 'alertmanager.production.yml'];
const fileOf = (name: string): string => path.join(import.meta.dirname, name);
const read = (name: string): AlertmanagerFile =>
  parse(readFileSync(fileOf(name), 'utf8')) as AlertmanagerFile;

interface AlertmanagerFile {
  route: unknown;
  inhibit_rules: { source_matchers: string[]; target_matchers: string[]; equal?: string[] }[];
  time_intervals: unknown;
  receivers: { name: string }[];
}

const alerts = [...ruleFiles().values()].flatMap(rulesOf).filter(({ alert }) => alert);
const RECEIVERS: Record<string, string> = { page: 'page', ticket: 'ticket', info: 'info' };
const cases = alerts.map(({ alert = '', labels }) => ({
  alert,
  severity: labels?.['severity'] ?? '',
  receiver: alert === 'Watchdog' ? 'watchdog' : (RECEIVERS[labels?.['severity'] ?? ''] ?? 'none'),
}));

function run(...args: string[]): { status: number | null; output: string; refusal: string } {
  const { command = '', env } = amtool ?? {};
  const result = spawnSync(command, args, { encoding: 'utf8', env: { ...process.env, ...env } });
  return { status: result.status, output: result.stdout.trim(), refusal: result.stderr };
}

describe('alertmanager.production.yml', () => {
  const [development, production] = FILES.map(read);

  it('has the routes of alertmanager.yml', () => {
    const shared = ({ route, inhibit_rules, time_intervals }: AlertmanagerFile) => [
      route,
      inhibit_rules,
      time_intervals,
    ];
    expect(shared(production as AlertmanagerFile)).toEqual(shared(development as AlertmanagerFile));
    expect(production?.receivers.map(({ name }) => name)).toEqual(
      development?.receivers.map(({ name }) => name),
    );
  });

  it('contains no secret, only files', () => {
    const text = readFileSync(fileOf('alertmanager.production.yml'), 'utf8');
    expect(text.match(/\w*(password|key|api_url|token|credentials):/g) ?? []).toEqual([]);
    expect(text).toContain('routing_key_file: /etc/alertmanager/secrets/');
  });
});

describe('inhibition', () => {
  const names = new Set(alerts.map(({ alert }) => alert));

  it.each(read('alertmanager.yml').inhibit_rules)(
    '$source_matchers over $target_matchers names alerts that exist',
    (rule) => {
      const named = [...rule.source_matchers, ...rule.target_matchers].flatMap(
        (matcher) => /^alertname=~?"(.*)"$/.exec(matcher)?.[1]?.split('|') ?? [],
      );
      expect(named.filter((name) => !names.has(name))).toEqual([]);
    },
  );

  // Labels that both lack are equal, too: a page without `service_name` would silence every ticket without one.
  it('compares no labels that may be absent on both sides', () => {
    for (const { source_matchers, target_matchers, equal = [] } of read('alertmanager.yml').inhibit_rules) {
      const isNamed = [source_matchers, target_matchers].every((matchers) =>
        matchers.some(
          (matcher) => matcher.startsWith('alertname') || equal.some((label) => matcher === `${label}!=""`),
        ),
      );
      expect(isNamed).toBe(true);
    }
  });

  it('never lets a ticket silence a page', () => {
    const isPage = (name: string): boolean =>
      alerts.some(({ alert, labels }) => alert === name && labels?.['severity'] === 'page');
    const namesIn = (matchers: string[]): string[] =>
      matchers.flatMap((one) => /^alertname=~?"(.*)"$/.exec(one)?.[1]?.split('|') ?? []);
    for (const { source_matchers, target_matchers } of read('alertmanager.yml').inhibit_rules) {
      if (namesIn(source_matchers).some((name) => !isPage(name)))
        expect(namesIn(target_matchers).filter(isPage)).toEqual([]);
    }
  });
});

// `npm test` fetches it where Debian packages can be had: docs/dev-stack.md.
(amtool ? describe : describe.skip)('amtool', () => {
  it.each(FILES)('finds no fault in %s', (name) =>
    expect(run('check-config', fileOf(name))).toMatchObject({ status: 0 }),
  );

  it.each(cases)('sends $alert ($severity) to $receiver', ({ alert, severity, receiver }) => {
    const args = ['config', 'routes', 'test', `--config.file=${fileOf('alertmanager.yml')}`];
    expect(run(...args, `alertname=${alert}`, `severity=${severity}`).output).toBe(receiver);
  });
});
