import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { describe, expect, it } from '@jest/globals';
import { root } from '../dev/stack.ts';
import { drills, QUICK } from './drills.ts';

interface RuleFile {
  groups: { rules: { alert?: string; labels?: { severity?: string } }[] }[];
}

const folder = path.join(root, 'infra/prometheus/rules');
const alerts = readdirSync(folder)
  .map((name) => parse(readFileSync(path.join(folder, name), 'utf8')) as RuleFile)
  .flatMap(({ groups }) => groups.flatMap(({ rules }) => rules.flatMap(({ alert }) => alert ?? [])));
const page = readFileSync(path.join(root, 'docs/drills.md'), 'utf8');
const rows = page.split('\n').filter((line) => line.startsWith('| `'));

describe.each(drills)('the drill $name', ({ name, fault, series, alert, remedy }) => {
  it('expects an alert that exists, with a runbook', () => {
    expect(alerts).toContain(alert);
    expect(existsSync(path.join(root, `docs/runbooks/${alert}.md`))).toBe(true);
  });

  it('is in docs/drills.md with its fault, series, alert and remedy', () => {
    const row = rows.filter((line) => line.startsWith(`| \`${name}\``));
    expect(row).toHaveLength(1);
    const [metric = ''] =
      /[a-z_]+_[a-z_]+|^up/.exec(series.replace(/^[a-z_]+\((?:0\.\d+, )?(?:sum by \(le\) \(rate\()?/, '')) ??
      [];
    for (const part of [fault, `\`${metric}\``, `[${alert}](runbooks/${alert}.md)`, remedy])
      expect(row[0]).toContain(part);
  });
});

describe('the drills', () => {
  it('have names of their own', () =>
    expect(new Set(drills.map(({ name }) => name)).size).toBe(drills.length));

  it('of npm test exist', () =>
    expect(drills.map(({ name }) => name)).toEqual(expect.arrayContaining(QUICK)));

  it('are all that docs/drills.md lists', () => expect(rows).toHaveLength(drills.length));
});
