import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { describe, expect, it } from '@jest/globals';
import { compressedExpression, compressedRules } from './compressed-rules.ts';
import { nodesOf } from './promql.ts';
import { ruleFiles, type RuleFile, rulesFolder, rulesOf } from './rule-files.ts';

describe('rules for a faster clock', () => {
  it.each([
    ['rate(a[5m]) > 0.5', 'rate(a[5000ms]) > 0.5'],
    ['max_over_time(a[1h30m:1m] offset 1d)', 'max_over_time(a[90000ms:1000ms] offset 1440000ms)'],
    ['max(outbox_oldest_age_seconds) > 60', 'max(outbox_oldest_age_seconds) > (60) / 60'],
    ['time() - max(last_run) > 2 * 3600 and b > 5', 'time() - max(last_run) > (2 * 3600) / 60 and b > 5'],
  ])('%s', (expr, compressed) => expect(compressedExpression(expr, 60)).toBe(compressed));

  it.each([...ruleFiles()])('%s stays the same in everything but time', (name, file) => {
    const text = readFileSync(path.join(rulesFolder, name), 'utf8');
    const faster = rulesOf(parse(compressedRules(text, 60)) as RuleFile);
    expect(faster.map((rule) => rule.record ?? rule.alert)).toEqual(
      rulesOf(file).map((rule) => rule.record ?? rule.alert),
    );
    for (const { expr } of faster) expect(() => nodesOf(expr)).not.toThrow();
    expect(rulesOf(parse(compressedRules(text, 1)) as RuleFile).map(({ labels }) => labels)).toEqual(
      rulesOf(file).map(({ labels }) => labels),
    );
  });
});
