import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import {
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  type VariableModel,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { PROMETHEUS } from './names.ts';

export type Variable = Builder<VariableModel>;

export function datasource(): Variable {
  return new DatasourceVariableBuilder('datasource').label('Prometheus').type('prometheus').regex('');
}

/** `service_name`: the services that run, all of them at first. */
export function serviceName(): Variable {
  return ofLabel('service_name', 'Service', 'build_info');
}

/** `instance`: those of the chosen service, or of the one that the dashboard is about. */
export function instance(where = 'service_name=~"$service_name"'): Variable {
  return ofLabel('instance', 'Instance', `build_info{${where}}`);
}

function ofLabel(label: string, title: string, series: string): Variable {
  return new QueryVariableBuilder(label)
    .label(title)
    .datasource(PROMETHEUS)
    .query({
      // As Grafana's own editor writes it: 1 is `label_values`.
      qryType: 1,
      query: `label_values(${series}, ${label})`,
      refId: 'PrometheusVariableQueryEditor-VariableQuery',
    })
    .definition(`label_values(${series}, ${label})`)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc)
    .multi(true)
    .includeAll(true)
    .allValue('.+')
    .current({ selected: true, text: ['All'], value: ['$__all'] });
}
