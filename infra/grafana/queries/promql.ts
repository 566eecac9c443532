/** Grafana's variables for durations are no PromQL. Those in strings, which matchers are, may stay. */
export function withoutVariables(expr: string, { rate = '5m', range = '5m' } = {}): string {
  return expr.replaceAll(/\$__(rate_interval|interval)\b/g, rate).replaceAll(/\$__range\b/g, range);
}

/** As Grafana asks when everything is chosen. */
export function withEverything(expr: string): string {
  return withoutVariables(expr, { rate: '1m', range: '1h' }).replaceAll(/"\$\{?\w+\}?"/g, '".+"');
}
