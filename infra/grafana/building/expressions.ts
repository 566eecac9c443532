// The PromQL that dashboards repeat. Grafana fills in $__rate_interval: four scrapes, or one pixel where that is longer.

export interface Scope {
  /** Label matchers without braces: `service_name="order"`. */
  where?: string;
  by?: string[];
}

/** Events per second. */
export function perSecond(counter: string, { where = '', by = [] }: Scope = {}): string {
  return `sum${grouped(by)} (rate(${selector(counter, where)}[$__rate_interval]))`;
}

/** Events per minute: readable where a shop sees a handful an hour. */
export function perMinute(counter: string, scope: Scope = {}): string {
  return `${perSecond(counter, scope)} * 60`;
}

/** How many happened in the time that the dashboard shows. */
export function inRange(counter: string, { where = '', by = [] }: Scope = {}): string {
  return `sum${grouped(by)} (increase(${selector(counter, where)}[$__range]))`;
}

/** `histogram` without `_bucket`. */
export function quantile(q: number, histogram: string, { where = '', by = [] }: Scope = {}): string {
  const buckets = `rate(${selector(`${histogram}_bucket`, where)}[$__rate_interval])`;
  return `histogram_quantile(${q}, sum${grouped([...by, 'le'])} (${buckets}))`;
}

/** Nothing, rather than 0 of 0, while `all` is nothing. */
export function share(part: string, all: string): string {
  return `(${part} or vector(0)) / (${all} > 0)`;
}

/** The busiest only, so that a panel stays readable. */
export function top(count: number, expression: string): string {
  return `topk(${count}, ${expression})`;
}

/** A line at 0, named `none`, where a healthy shop has no series at all. */
export function orNone(expression: string, label: string): string {
  return `${expression} or on() label_replace(vector(0), "${label}", "none", "", "")`;
}

export function selector(metric: string, where: string): string {
  return where === '' ? metric : `${metric}{${where}}`;
}

export function allOf(...matchers: string[]): string {
  return matchers.filter(Boolean).join(', ');
}

function grouped(by: string[]): string {
  return by.length === 0 ? '' : ` by (${by.join(', ')})`;
}
