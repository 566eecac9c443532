import { parser } from '@prometheus-io/lezer-promql';

/** Grafana's variables for durations are no PromQL. Those in strings, which matchers are, may stay. */
export function withoutVariables(expr: string, window = '5m'): string {
  return expr.replaceAll(/\$__(rate_interval|interval|range)\b/g, window);
}

/** Where the expression is no PromQL. */
export function syntaxFaults(expr: string): string[] {
  const text = withoutVariables(expr);
  const faults: string[] = [];
  parser.parse(text).iterate({
    enter: ({ type, from }) => {
      if (type.isError) faults.push(`not PromQL at "${text.slice(from, from + 30)}": ${text}`);
    },
  });
  return faults;
}
