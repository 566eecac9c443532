import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Declaration, PLATFORM_SERIES } from '@tradepost/observability';
import { root } from './settings.ts';

/** Series that belong together, as docs/metrics.md lists them. */
export interface SeriesGroup {
  readonly title: string;
  readonly series: readonly Declaration[];
}

const PLATFORM_TITLES: Record<keyof typeof PLATFORM_SERIES, string> = {
  process: 'Every process',
  http: 'HTTP: gateway, storefront, payment-sandbox; calls of other HTTP servers',
  rpc: 'gRPC: every service, and whoever calls one',
  database: 'Connections to Postgres: every service with a database',
  discovery: 'Discovery and balancing: whoever calls a service',
  outbox: 'Outbox: services that publish events',
  events: 'Event streams: services that consume events',
  sagas: 'Sagas: order',
  mail: 'Mail: order, user',
  retention: 'Retention: product, user, cart, order',
  tls: 'Certificates: every process',
};

/** Every declared series: the platform's and each app's own, from `apps/*\/src/*.series.ts`. */
export async function readSeries(): Promise<SeriesGroup[]> {
  const platform = Object.entries(PLATFORM_SERIES).map(([name, series]) => ({
    title: PLATFORM_TITLES[name as keyof typeof PLATFORM_SERIES],
    series: Object.values<Declaration>(series),
  }));
  const apps = await Promise.all(readdirSync(path.join(root, 'apps')).sort().map(groupOf));
  return [...platform, ...apps.filter(({ series }) => series.length > 0)];
}

async function groupOf(app: string): Promise<SeriesGroup> {
  const folder = path.join(root, 'apps', app, 'src');
  const file = existsSync(folder) && readdirSync(folder).find((name) => name.endsWith('.series.ts'));
  if (!file) return { title: app, series: [] };
  const exported = (await import(pathToFileURL(path.join(folder, file)).href)) as Record<string, unknown>;
  const series = Object.entries(exported).find(([name]) => name.endsWith('_SERIES'))?.[1];
  if (!series) throw new Error(`apps/${app}/src/${file} exports no …_SERIES`);
  return { title: app, series: Object.values(series as Record<string, Declaration>) };
}
