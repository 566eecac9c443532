import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';

const SECRET = 'alert-receivers';
const secret = (key: string): { name: string; key: string } => ({ name: SECRET, key });

/** The receivers of alertmanager.production.yml; their secrets are keys of one Secret instead of files. */
const RECEIVERS = [
  {
    name: 'page',
    pagerdutyConfigs: [
      {
        routingKey: secret('pagerduty-routing-key'),
        description: '{{ .CommonAnnotations.summary }}',
        details: [{ key: 'runbook', value: '{{ .CommonAnnotations.runbook_url }}' }],
      },
    ],
    slackConfigs: [
      {
        apiURL: secret('slack-url'),
        channel: '#shop-alerts',
        title: '{{ .CommonAnnotations.summary }}',
        sendResolved: true,
      },
    ],
  },
  {
    name: 'ticket',
    emailConfigs: [
      {
        to: 'tickets@shop.example.com',
        from: 'alerts@shop.example.com',
        smarthost: 'smtp.example.com:587',
        authUsername: 'alerts@shop.example.com',
        authPassword: secret('smtp-password'),
      },
    ],
  },
  { name: 'info' },
  {
    name: 'watchdog',
    webhookConfigs: [
      {
        url: 'https://watchdog.example.com/tradepost',
        httpConfig: { authorization: { credentials: secret('watchdog-token') } },
      },
    ],
  },
];

interface Source {
  route: unknown;
  inhibit_rules: unknown;
  time_intervals: unknown;
}

/** Routes, inhibition and time intervals of alertmanager.yml as an object of the Prometheus Operator. */
export function operatorConfig(): object {
  const text = readFileSync(path.join(import.meta.dirname, 'alertmanager.yml'), 'utf8');
  const { route, inhibit_rules, time_intervals } = parse(text) as Source;
  return {
    apiVersion: 'monitoring.coreos.com/v1alpha1',
    kind: 'AlertmanagerConfig',
    metadata: { name: 'tradepost', namespace: 'tradepost' },
    spec: {
      route: inCamelCase(route),
      inhibitRules: withSides(inCamelCase(inhibit_rules)),
      muteTimeIntervals: inCamelCase(time_intervals),
      receivers: RECEIVERS,
    },
  };
}

/** `group_by` is `groupBy` there, and a matcher an object. */
function inCamelCase(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inCamelCase);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).map(([name, field]) => [
    name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase()),
    name.endsWith('matchers') ? (field as string[]).map(matcher) : inCamelCase(field),
  ]);
  return Object.fromEntries(fields);
}

function matcher(text: string): object {
  const [, name, matchType, value] = /^(\w+)(=~|!~|!=|=)"(.*)"$/.exec(text) ?? [];
  if (!name) throw new Error(`${text} is not a matcher like name="value"`);
  return { name, matchType, value };
}

/** The two sides of an inhibition have other names there. */
function withSides(rules: unknown): object[] {
  return (rules as Record<string, unknown>[]).map(({ sourceMatchers, targetMatchers, equal }) => ({
    sourceMatch: sourceMatchers,
    targetMatch: targetMatchers,
    ...(equal !== undefined && { equal }),
  }));
}
