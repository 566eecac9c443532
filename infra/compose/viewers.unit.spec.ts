import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { boards } from '../grafana/boards/index.ts';
import { LOKI, PROMETHEUS } from '../grafana/building/names.ts';
import { composeServices, type ComposeService } from '../testing/compose-file.ts';
import { logLine } from '../testing/log-line.ts';
import { apps, faultsOf } from '../testing/service-configs.ts';

const infra = path.resolve(import.meta.dirname, '..');
const read = (file: string): string => readFileSync(path.join(infra, file), 'utf8');
const yaml = <T>(file: string): T => parse(read(file)) as T;
const json = <T>(file: string): T => JSON.parse(read(file)) as T;

const passwords = {
  ...{ GRAFANA_ADMIN_PASSWORD: 'one', ELASTIC_PASSWORD: 'two', KIBANA_PASSWORD: 'three' },
  ...{ FILEBEAT_PASSWORD: 'four', KIBANA_ENCRYPTION_KEY: 'at least thirty-two characters, says Kibana' },
};
const base = composeServices(['compose.yaml'], {});
const observability = composeServices(['compose.yaml', 'observability.yaml'], passwords);
const elk = composeServices(['compose.yaml', 'elk.yaml'], passwords);

const added = [observability, elk].flatMap((services) =>
  Object.entries(services)
    .filter(([name]) => !(name in base))
    .map(([name, service]) => ({ name, service })),
);

describe.each(added)('$name', ({ service }) => {
  it('is an image of a version', () => expect(service.image).toMatch(/:v?\d+\.\d+\.\d+$/));

  it('is published on this machine only', () => {
    for (const port of service.ports ?? []) expect(port).toMatch(/^127\.0\.0\.1:/);
  });

  it('limits its memory', () => expect(service.mem_limit).toMatch(/^\d+[mg]$/));

  it('mounts what exists', () =>
    expect(mountedFiles(service).filter((file) => !existsSync(file))).toEqual([]));
});

describe('containers that end', () => {
  const production = ['compose.yaml', 'production.yaml'];
  it.each([['compose.yaml'], production, ['compose.yaml', 'elk.yaml']])(
    'are waited for by another one, or `up --wait` fails: %s %s',
    (...files) => {
      const services = Object.entries(composeServices(files.filter(Boolean), passwords)).filter(
        ([, { profiles }]) => !profiles,
      );
      const awaited = services.flatMap(([, { depends_on: on = [] }]) =>
        Array.isArray(on)
          ? []
          : Object.keys(on).filter((name) => on[name]?.condition === 'service_completed_successfully'),
      );
      const ending = services.filter(([, { restart }]) => restart === 'no').map(([name]) => name);
      expect(ending.filter((name) => !awaited.includes(name))).toEqual([]);
    },
  );
});

describe('Alloy', () => {
  // Root in its image, and without capabilities no more than another user: /var/lib/alloy is 770 and of the user alloy.
  it('writes to a folder that its image does not give to another user', () => {
    const { volumes, command } = observability['alloy'] ?? {};
    const folder = /--storage\.path=([^,]+)/.exec(String(command))?.[1];
    expect(volumes).toContain(`alloy:${folder}`);
    expect(folder).not.toMatch(/^\/var\/lib\/alloy/);
  });
});

function mountedFiles({ volumes = [] }: ComposeService): string[] {
  const sources = volumes.map((volume) => volume.split(':')[0] ?? '');
  return sources
    .filter((source) => source.startsWith('..'))
    .map((source) => path.join(infra, 'compose', source));
}

describe('overlays', () => {
  it.each([
    ['observability.yaml', 'GRAFANA_ADMIN_PASSWORD'],
    ['elk.yaml', 'ELASTIC_PASSWORD'],
    ['elk.yaml', 'KIBANA_PASSWORD'],
    ['elk.yaml', 'FILEBEAT_PASSWORD'],
    ['elk.yaml', 'KIBANA_ENCRYPTION_KEY'],
  ])('%s does not start without %s', (file, name) =>
    expect(() => composeServices([file], { ...passwords, [name]: '' })).toThrow(`${name} must be set`),
  );

  it.each(apps)('%s sends its spans to a container that is there', (app) => {
    const env = observability[app]?.environment ?? {};
    expect(faultsOf(app, env)).toEqual([]);
    expect(env).toMatchObject({ TRACES: 'otlp' });
    expect(observability).toHaveProperty(new URL(env['OTEL_EXPORTER_OTLP_ENDPOINT'] ?? '').hostname);
  });
});

interface DataSource {
  uid: string;
  type: string;
  url: string;
  jsonData: Record<string, unknown>;
}

describe('Grafana', () => {
  const { datasources } = yaml<{ datasources: DataSource[] }>(
    'grafana/provisioning/datasources/datasources.yaml',
  );
  const ids = datasources.map(({ uid }) => uid);

  it('finds its data sources', () => {
    for (const { url } of datasources) expect(observability).toHaveProperty(new URL(url).hostname);
  });

  it('leads from one data source only to others that exist', () => {
    const named = [...JSON.stringify(datasources).matchAll(/"datasourceUid":"(\w+)"/g)].map(([, uid]) => uid);
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((uid) => !ids.includes(uid!))).toEqual([]);
    expect(ids).toContain(LOKI);
    expect(datasources.map(({ type }) => type)).toContain(PROMETHEUS.type);
  });

  it('knows how often Prometheus scrapes', () => {
    const { global } = yaml<{ global: { scrape_interval: string } }>('prometheus/prometheus.yml');
    const prometheus = datasources.find(({ uid }) => uid === 'prometheus');
    expect(prometheus?.jsonData['timeInterval']).toBe(global.scrape_interval);
  });

  it('reads the dashboards where they are mounted, and begins with the first', () => {
    const { providers } = yaml<{ providers: { options: { path: string } }[] }>(
      'grafana/provisioning/dashboards/dashboards.yaml',
    );
    const folder = providers[0]?.options.path;
    expect(observability['grafana']?.volumes).toContain(`../grafana/dashboards:${folder}:ro`);
    expect(observability['grafana']?.environment?.['GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH']).toBe(
      `${folder}/${boards[0]?.name}.json`,
    );
  });

  it('lets strangers only look', () =>
    expect(observability['grafana']?.environment).toMatchObject({
      GF_AUTH_ANONYMOUS_ORG_ROLE: 'Viewer',
      GF_USERS_ALLOW_SIGN_UP: 'false',
    }));

  it('shows points that lead to traces, which Prometheus keeps when asked to', () =>
    expect(observability['prometheus']?.command).toContain('--enable-feature=exemplar-storage'));
});

describe('Alloy', () => {
  const text = read('alloy/config.alloy');
  const blocks = [...text.matchAll(/^([a-z_.]+) "(\w+)" \{/gm)].map(([, kind, label]) => `${kind}.${label}`);

  it('connects components that are there', () => {
    const used = [...text.matchAll(/\b((?:discovery|loki)\.[\w.]+)\.(?:targets|rules|receiver)\b/g)];
    expect(
      used.map(([, component]) => component).filter((component) => !blocks.includes(component!)),
    ).toEqual([]);
    expect(used).toHaveLength(4);
  });

  it('reads fields that our lines have', () => {
    const [, fields = ''] = /expressions = \{ (.*) \}/.exec(text) ?? [];
    const names = [...fields.matchAll(/= "(\w+)"/g)].map(([, name]) => name);
    expect(names).toEqual(['level', 'time', 'traceId']);
    for (const name of names) expect(logLine()).toHaveProperty(name!);
  });

  it('labels the service and the level, nothing else', () =>
    expect(text).toContain('values = ["service_name", "level"]'));

  it('sends to Loki, which takes structured metadata', () => {
    const [, url = ''] = /url = "(.*)"/.exec(text) ?? [];
    const loki = yaml<Loki>('loki/loki.yaml');
    expect(observability).toHaveProperty(new URL(url).hostname);
    expect(new URL(url).port).toBe(String(loki.server.http_listen_port));
    expect(loki.schema_config.configs.at(-1)).toMatchObject({ store: 'tsdb', schema: 'v13' });
    expect(loki.limits_config.allow_structured_metadata).toBe(true);
  });
});

interface Loki {
  server: { http_listen_port: number };
  schema_config: { configs: { store: string; schema: string }[] };
  limits_config: { allow_structured_metadata: boolean };
}

interface Template {
  index_patterns: string[];
  template: {
    settings: Record<string, unknown>;
    mappings: { properties: Record<string, { properties?: object }> };
  };
}

describe('Elasticsearch', () => {
  const template = json<Template>('elk/index-template.json');
  const { properties } = template.template.mappings;
  const setup = read('elk/setup.sh');
  const filebeat = yaml<Record<string, string | object>>('elk/filebeat.docker.yml');
  const savedObjects = read('elk/saved-objects.ndjson')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as SavedObject);

  it('maps fields that our lines have', () => {
    const line = logLine();
    const fields = Object.keys(properties).filter((name) => name !== '@timestamp');
    for (const name of fields) expect(line).toHaveProperty(name);
    for (const name of Object.keys(properties['err']?.properties ?? {}))
      expect(line['err']).toHaveProperty(name);
  });

  it('gets lines into an index that the template and the role know', () => {
    const { index } = filebeat['output.elasticsearch'] as { index: string };
    const role = json<{ indices: { names: string[] }[] }>('elk/filebeat-role.json');
    for (const pattern of [...template.index_patterns, ...(role.indices[0]?.names ?? [])])
      expect(index.startsWith(pattern.replace('*', ''))).toBe(true);
  });

  it('is prepared by files and names that exist', () => {
    const files = [...setup.matchAll(/\$folder\/([\w.-]+)/g)].map(([, name]) => name);
    expect(files.sort()).toEqual(
      readdirSync(path.join(infra, 'elk'))
        .filter((name) => /json$/.test(name))
        .sort(),
    );
    expect(setup).toContain(`_ilm/policy/${template.template.settings['index.lifecycle.name'] as string} `);
  });

  it('takes the lines of every app', () => {
    for (const app of apps) expect(read('elk/filebeat.docker.yml')).toMatch(new RegExp(`[(|]${app}[|)]`));
  });

  it('has a search by trace id over fields that are mapped, in a view of the index', () => {
    const search = savedObjects.find(({ type }) => type === 'search');
    const view = savedObjects.find(({ type }) => type === 'index-pattern');
    expect(search?.references[0]?.id).toBe(view?.id);
    expect(view?.attributes.title).toBe(template.index_patterns[0]);
    for (const column of search?.attributes.columns ?? []) expect(properties).toHaveProperty(column);
    expect(search?.attributes.kibanaSavedObjectMeta?.searchSourceJSON).toContain('traceId');
  });
});

interface SavedObject {
  type: string;
  id: string;
  attributes: {
    title: string;
    columns?: string[];
    kibanaSavedObjectMeta?: { searchSourceJSON: string };
  };
  references: { id: string }[];
}
