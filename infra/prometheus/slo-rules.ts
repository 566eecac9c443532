import type { Rule, RuleFile } from './rule-files.ts';
import { type Slo, slos } from './slos.ts';

/** Table 5-8 of Google's SRE workbook: a page by 2 % of a month's budget in an hour or 5 % in 6, else a ticket. */
const BURN_RATES = [
  { long: '1h', short: '5m', rate: 14.4, severity: 'page' },
  { long: '6h', short: '30m', rate: 6, severity: 'page' },
  { long: '1d', short: '2h', rate: 3, severity: 'ticket' },
  { long: '3d', short: '6h', rate: 1, severity: 'ticket' },
];
/** Long windows read many samples and change slowly. Less than the 5 minutes after which a sample is stale. */
const INTERVALS = { '30s': ['5m', '30m', '1h', '2h'], '2m': ['6h', '1d', '3d'] };

/**
 * With fewer failures in the long window nothing fires, whatever their share: one failed purchase of ten in a quiet
 * night is 20 times the budget, and nothing that anyone should get up for. Failures are counted instead of events,
 * so that a shop with six purchases an hour is still alerted when all of them fail.
 */
const LEAST_FAILURES = 5;

export const RUNBOOKS = 'https://git.example.com/tradepost/docs/runbooks';

/** The rules of all objectives: three recorded series per window, and four alerts. */
export function sloRules(): RuleFile {
  const recorded = Object.entries(INTERVALS).map(([interval, windows]) => ({
    name: `slo-windows-every-${interval}`,
    interval,
    rules: slos.flatMap((slo) => windows.flatMap((window) => windowRules(slo, window))),
  }));
  const budgets = slos.map(({ name, budget }) => ({
    record: 'tradepost:slo_budget:ratio',
    expr: `vector(${budget})`,
    labels: { slo: name },
  }));
  return {
    groups: [
      ...recorded,
      { name: 'slo-budgets', rules: budgets },
      { name: 'slo-burn-rates', rules: slos.flatMap(burnRateAlerts) },
    ],
  };
}

function windowRules({ name, indicator }: Slo, window: string): Rule[] {
  const labels = { slo: name };
  const { events, failures } = inWindow(indicator, window);
  const ofSlo = (series: string): string => `tradepost:slo_${series}:${window}{slo="${name}"}`;
  return [
    { record: `tradepost:slo_events:${window}`, expr: events, labels },
    { record: `tradepost:slo_failures:${window}`, expr: failures, labels },
    {
      record: `tradepost:slo_error_ratio:${window}`,
      expr: `${ofSlo('failures')} / (${ofSlo('events')} > 0)`,
      labels,
    },
  ];
}

/** Events and failures in the window. Without any failed series failures are 0, as long as there are events. */
function inWindow(indicator: Slo['indicator'], window: string): { events: string; failures: string } {
  const inAll = (series: string): string => `sum(increase(${series}[${window}]))`;
  if ('events' in indicator) {
    const events = inAll(indicator.events);
    return { events, failures: `${inAll(indicator.failures)} or 0 * ${events}` };
  }
  const { histogram, matchers, good, seconds } = indicator;
  const fast = [matchers, good, upTo(seconds)].filter(Boolean).join(',');
  const events = inAll(selector(`${histogram}_count`, matchers));
  return {
    events,
    failures: `${events} - (${inAll(selector(`${histogram}_bucket`, fast))} or 0 * ${events})`,
  };
}

function selector(series: string, matchers: string): string {
  return matchers ? `${series}{${matchers}}` : series;
}

/** The bounds of buckets are written with a fraction: docs/metrics.md. */
function upTo(seconds: number): string {
  return `le="${Number.isInteger(seconds) ? seconds.toFixed(1) : seconds}"`;
}

function burnRateAlerts({ name, alert, symptom, budget }: Slo): Rule[] {
  return BURN_RATES.map(({ long, short, rate, severity }) => ({
    alert,
    expr: [
      `tradepost:slo_error_ratio:${long}{slo="${name}"} > ${rate} * ${budget}`,
      `and tradepost:slo_error_ratio:${short}{slo="${name}"} > ${rate} * ${budget}`,
      `and tradepost:slo_failures:${long}{slo="${name}"} >= ${LEAST_FAILURES}`,
    ].join('\n'),
    labels: { severity, window: long },
    annotations: {
      summary: symptom,
      description:
        `{{ $value | humanizePercentage }} of ${name} failed in the last ${long}, more than ${rate} times ` +
        `the ${percent(budget)} that may.`,
      runbook_url: `${RUNBOOKS}/${alert}.md`,
    },
  }));
}

function percent(ratio: number): string {
  return `${Number((ratio * 100).toPrecision(6))} %`;
}
