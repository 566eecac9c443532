import { ruleFiles } from './rule-files.ts';

/** The rule files as objects of the Prometheus Operator, one for each. */
export function operatorRules(): object[] {
  return [...ruleFiles()].map(([file, { groups }]) => ({
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: {
      name: `tradepost-${file.replace(/\.yaml$/, '')}`,
      namespace: 'tradepost',
      labels: { release: 'kube-prometheus-stack' },
    },
    spec: { groups },
  }));
}
