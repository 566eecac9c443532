import { parse, stringify } from 'yaml';
import { nodesOf, seriesIn } from './promql.ts';
import type { Rule, RuleFile } from './rule-files.ts';

/**
 * The same rules for a clock that runs faster, so that a drill sees in a minute what takes an hour. Divided by `factor`
 * are the ranges, offsets, `for` and `interval`, and the limits that ages are compared with (`…_age_seconds > 600`,
 * `time() - … > 3600`). Ratios, counts and durations of single requests stay.
 */
export function compressedRules(file: string, factor: number): string {
  const { groups } = parse(file) as RuleFile;
  const compressed = groups.map((group) => ({
    ...group,
    ...(group.interval && { interval: divided(group.interval, factor) }),
    rules: group.rules.map((rule) => compressedRule(rule, factor)),
  }));
  return stringify({ groups: compressed }, { lineWidth: 0, aliasDuplicateObjects: false });
}

function compressedRule(rule: Rule, factor: number): Rule {
  return {
    ...rule,
    expr: compressedExpression(rule.expr, factor),
    ...(rule.for && { for: divided(rule.for, factor) }),
  };
}

export function compressedExpression(expr: string, factor: number): string {
  const ranges = nodesOf(expr, 'NumberDurationLiteralInDurationContext').map(({ from, to }) => ({
    from,
    to,
    text: divided(expr.slice(from, to), factor),
  }));
  const limits = nodesOf(expr, 'BinaryExpr').flatMap((comparison) => {
    const [left, operator, right] = [
      comparison.firstChild,
      comparison.firstChild?.nextSibling,
      comparison.lastChild,
    ];
    if (!left || !right || !['Gtr', 'Gte'].includes(operator?.name ?? '')) return [];
    if (!isAge(expr.slice(left.from, left.to))) return [];
    return [{ from: right.from, to: right.to, text: `(${expr.slice(right.from, right.to)}) / ${factor}` }];
  });
  return [...ranges, ...limits]
    .sort((a, b) => b.from - a.from)
    .reduce((text, { from, to, text: changed }) => text.slice(0, from) + changed + text.slice(to), expr);
}

function isAge(expr: string): boolean {
  return expr.startsWith('time() -') || seriesIn(expr).some(({ name }) => name.endsWith('_age_seconds'));
}

const UNITS: Record<string, number> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** A duration such as `1h30m`; never less than a millisecond. */
function divided(duration: string, factor: number): string {
  const parts = [...duration.matchAll(/(\d+)(ms|[smhdw])/g)];
  if (parts.map(([part]) => part).join('') !== duration) throw new Error(`${duration} is not a duration`);
  const ms = parts.reduce((sum, [, count, unit = '']) => sum + Number(count) * (UNITS[unit] ?? 0), 0);
  return `${Math.max(1, Math.round(ms / factor))}ms`;
}
