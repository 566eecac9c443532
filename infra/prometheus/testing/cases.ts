/** The part of promtool's test files that our rules look at. */
export interface CaseFile {
  rule_files: string[];
  group_eval_order?: string[];
  tests: {
    name: string;
    alert_rule_test?: { alertname: string; exp_alerts: unknown[] }[];
    promql_expr_test?: { expr: string; exp_samples: { labels: string }[] }[];
  }[];
}

export interface AlertCase {
  name: string;
  alert: string;
  fires: boolean;
}

/** Which alerts a file expects to fire or to stay quiet; `ALERTS{alertname="…"}` in a sample is one that fires. */
export function casesOf({ tests }: CaseFile): AlertCase[] {
  return tests.flatMap(({ name, alert_rule_test = [], promql_expr_test = [] }) => [
    ...alert_rule_test.map(({ alertname, exp_alerts }) => ({
      name,
      alert: alertname,
      fires: exp_alerts.length > 0,
    })),
    ...promql_expr_test
      .filter(({ expr }) => expr.includes('ALERTS{'))
      .flatMap(({ exp_samples }) => exp_samples)
      .map(({ labels }) => ({ name, alert: /alertname="(\w+)"/.exec(labels)?.[1] ?? '', fires: true })),
  ]);
}
