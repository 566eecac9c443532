import { board } from '../building/board.ts';
import { orNone } from '../building/expressions.ts';
import { figure, lines, rows, states } from '../building/panels.ts';
import { confirmed, failedPurchases } from '../building/purchases.ts';

export const serviceLevels = board({
  name: 'service-levels',
  title: 'Service levels',
  description:
    'Start here: what fires, what is down, which objective is in danger. Each panel names where to look next.',
  rows: [
    { title: 'Now', panels: [...firing(), down(), dependencies(), confirmed(), failedPurchases()] },
    { title: 'Objectives', panels: [burnRate('1h', 14.4), burnRate('6h', 6), budgets()] },
    { title: 'Alerts and instances', panels: [alerts(), instances()] },
  ],
});

function firing() {
  const count = (severity: string) =>
    `count(ALERTS{alertstate="firing", severity="${severity}"}) or vector(0)`;
  return [
    figure({
      title: 'Pages',
      shows: 'Alerts that fire and want someone now.',
      bad: 'anything but 0. The table below names them, each with its runbook.',
      unit: 'short',
      limits: { red: 1 },
      queries: [{ expr: count('page'), legend: 'pages' }],
    }),
    figure({
      title: 'Tickets',
      shows: 'Alerts that fire and can wait until the morning.',
      bad: 'a number that grows from day to day.',
      unit: 'short',
      limits: { amber: 1, red: 10 },
      queries: [{ expr: count('ticket'), legend: 'tickets' }],
    }),
  ];
}

function down() {
  return figure({
    title: 'Instances down',
    shows: 'Instances that Prometheus knows and cannot scrape.',
    bad: 'anything but 0 outside of a deployment.',
    runbook: 'InstanceDown',
    unit: 'short',
    limits: { red: 1 },
    queries: [{ expr: 'count(up{job="tradepost"} == 0) or vector(0)', legend: 'down' }],
  });
}

function dependencies() {
  return figure({
    title: 'Servers not reached',
    shows: 'Of Postgres, Redis, Consul and the mail server: those that some instance does not reach.',
    bad: 'anything but 0. The dashboard Postgres, Redis, Consul says which service misses which.',
    runbook: ['PostgresUnreachable', 'RedisUnreachable', 'ConsulUnreachable', 'SmtpUnreachable'],
    unit: 'short',
    limits: { red: 1 },
    queries: [{ expr: 'count(min by (dependency) (dependency_up) == 0) or vector(0)', legend: 'servers' }],
  });
}

function burnRate(window: string, red: number) {
  return lines({
    title: `Burn rate, ${window}`,
    shows: `Errors of the last ${window} against what the budget of 30 days allows: at 1 it lasts exactly 30 days.`,
    bad: `above ${red}: the page of this window fires if the short window agrees. Below 1 there is time.`,
    runbook: 'CheckoutErrorBudgetBurn',
    unit: 'short',
    decimals: 2,
    limits: { amber: 1, red },
    queries: [
      {
        expr: `tradepost:slo_error_ratio:${window} / on(slo) tradepost:slo_budget:ratio`,
        legend: '{{slo}}',
      },
    ],
  });
}

/** Means of the recorded hours: a range of 30 days over the counters themselves would read every sample. */
function budgets() {
  const mean = (series: string) => `sum by (slo) (avg_over_time(tradepost:slo_${series}:1h[30d]))`;
  return rows({
    title: 'Error budget left, 30 days',
    shows: 'What is left of the failures that 30 days may have. Negative: the objective is missed.',
    bad: 'below 25 %: no risky deployment until it has recovered.',
    runbook: 'CheckoutErrorBudgetBurn',
    unit: 'percentunit',
    width: 8,
    limits: { amber: 0.25, red: 0, below: true },
    queries: [
      {
        expr: `1 - ${mean('failures')} / (${mean('events')} > 0) / on(slo) tradepost:slo_budget:ratio`,
        legend: '{{slo}}',
      },
    ],
  });
}

function alerts() {
  return rows({
    title: 'Alerts that fire',
    shows: 'Alerts that fire, with their labels. The name of an alert leads to its runbook.',
    bad: 'any page; a ticket that fires again every day.',
    runbooks: true,
    unit: 'short',
    queries: [
      { expr: orNone('ALERTS{alertstate="firing", severity!="info"}', 'alertname'), legend: '{{alertname}}' },
    ],
  });
}

function instances() {
  return states({
    title: 'Instances',
    shows: 'Whether Prometheus reaches each instance: 1 is reached.',
    bad: 'a red bar that stays. Short ones, one instance after the other, are a deployment.',
    runbook: 'InstanceDown',
    unit: 'short',
    decimals: 0,
    limits: { red: 1, below: true },
    queries: [{ expr: 'up{job="tradepost"}', legend: '{{service_name}} {{instance}}' }],
  });
}
