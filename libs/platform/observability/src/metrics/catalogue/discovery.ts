import { atMost, counter, gauge } from '../declaration.ts';

const upstream = atMost(10, 'called services');

export const discovery = {
  instances: gauge({
    name: 'discovery_instances',
    help: 'Instances of a called service as this process sees them: connected and given calls, or ejected for a while',
    labels: { upstream, state: ['healthy', 'ejected'] },
    aggregation: 'max',
  }),
  updateAge: gauge({
    name: 'discovery_update_age_seconds',
    help: 'Time since the last answer of the registry about a called service; since the start when there was none',
    labels: { upstream },
    aggregation: 'max',
  }),
  registered: gauge({
    name: 'discovery_registered',
    help: '1 when the registry had this instance at the last check, else 0',
    aggregation: 'sum',
  }),
  ejections: counter({
    name: 'balancer_ejections_total',
    help: 'Times that an instance of a called service was ejected for its errors or its slowness',
    labels: { upstream },
  }),
};
