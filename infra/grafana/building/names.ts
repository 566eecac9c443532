/** Every dashboard chooses among the Prometheus servers that Grafana knows. */
export const PROMETHEUS = { type: 'prometheus', uid: '${datasource}' };

/** The data source of logs, by the id that infra/compose/grafana gives it. */
export const LOKI = 'loki';

/** The tag that links between dashboards follow. */
export const TAG = 'tradepost';

export const RED = 'red';
export const AMBER = 'orange';
export const GREEN = 'green';
