import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import { stringify } from 'yaml';
import { boards } from './boards/index.ts';
import type { Board } from './building/board.ts';
import { TAG } from './building/names.ts';

/** Grafana reads the JSON files here, kustomize makes ConfigMaps of them. */
export const folder = path.join(import.meta.dirname, 'dashboards');

const NOTE = '# Written by `npm run dashboards`.\n';

/** What belongs into the folder: file names and texts. */
export async function dashboardFiles(): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for (const { name, dashboard } of boards) files.set(`${name}.json`, JSON.stringify(dashboard));
  files.set('kustomization.yaml', NOTE + stringify(kustomization(boards)));
  for (const [name, text] of files) files.set(name, await formatted(path.join(folder, name), text));
  return files;
}

/** Grafana's sidecar takes ConfigMaps with this label. It would keep those of an earlier name beside the new ones. */
function kustomization(all: Board[]): object {
  return {
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    namespace: 'tradepost',
    configMapGenerator: all.map(({ name }) => ({
      name: `${TAG}-dashboard-${name}`,
      files: [`${name}.json`],
      options: { disableNameSuffixHash: true, labels: { grafana_dashboard: '1' } },
    })),
  };
}

async function formatted(file: string, text: string): Promise<string> {
  return format(text, { ...(await resolveConfig(file)), filepath: file });
}
