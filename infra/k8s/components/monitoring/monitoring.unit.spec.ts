import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { describe, expect, it } from '@jest/globals';
import { render } from '../../../testing/kustomize.ts';
import { containersOf, type Manifest, titleOf } from '../../../testing/manifest.ts';
import { schemaFault, unknownFields } from '../../../testing/schema-faults.ts';

const component = render(import.meta.dirname);
const shop = render(path.resolve(import.meta.dirname, '../../base'));
const monitor = component.find(({ kind }) => kind === 'PodMonitor') as Manifest;

interface PodMonitorSpec {
  selector: { matchLabels: Record<string, string> };
  podMetricsEndpoints: { port: string; honorLabels: boolean; relabelings: Record<string, unknown>[] }[];
}

describe('the objects of the Prometheus Operator', () => {
  it.each(component.map((manifest) => ({ title: titleOf(manifest), manifest })))(
    'fit the schema: $title',
    async ({ manifest }) => expect(await schemaFault(manifest)).toBeUndefined(),
  );

  it('have no field that does not exist', () => expect(unknownFields(component)).toEqual([]), 60_000);
});

describe('the PodMonitor', () => {
  const { selector, podMetricsEndpoints } = monitor.spec as unknown as PodMonitorSpec;

  it('selects the pods of all services, which have its port, and no others', () => {
    const selected = shop.filter(({ spec }) =>
      Object.entries(selector.matchLabels).every(
        ([name, value]) => spec?.template?.metadata?.labels?.[name] === value,
      ),
    );
    const services = ['cart', 'gateway', 'order', 'payment-sandbox', 'product', 'storefront', 'user'];
    expect(selected.map(({ metadata }) => metadata.name).toSorted()).toEqual(services);
    for (const owner of selected) {
      const ports = containersOf([owner]).flatMap(({ container }) => container.ports ?? []);
      expect(ports).toContainEqual({ name: podMetricsEndpoints[0]?.port, containerPort: 9464 });
    }
  });

  it('sets the labels that rules and dashboards use', () => {
    const set = podMetricsEndpoints.flatMap(({ relabelings }) =>
      relabelings.map(({ targetLabel }) => targetLabel),
    );
    expect(set).toEqual(expect.arrayContaining(['job', 'service_name', 'node']));
    expect(podMetricsEndpoints.map(({ honorLabels }) => honorLabels)).toEqual([true]);
  });
});

describe('the values of kube-prometheus-stack', () => {
  const text = readFileSync(path.join(import.meta.dirname, 'kube-prometheus-stack.values.yaml'), 'utf8');
  const values = parse(text) as Values;

  it('let alerts without a namespace reach their receivers', () =>
    expect(values.alertmanager.alertmanagerSpec.alertmanagerConfigMatcherStrategy).toEqual({ type: 'None' }));

  it('select the objects of this component', () => {
    const namespaces = new Set(component.map(({ metadata }) => metadata.namespace));
    expect([...namespaces]).toEqual(['tradepost']);
    expect(values.alertmanager.alertmanagerSpec.alertmanagerConfigNamespaceSelector).toEqual({
      matchLabels: { 'kubernetes.io/metadata.name': 'tradepost' },
    });
    const selected = component.filter(({ kind }) => ['PodMonitor', 'PrometheusRule'].includes(kind));
    for (const { metadata } of selected) expect(metadata.labels?.['release']).toBe('kube-prometheus-stack');
  });
});

interface Values {
  alertmanager: { alertmanagerSpec: Record<string, unknown> };
}
