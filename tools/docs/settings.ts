import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ConfigSpec, Setting, Settings } from '@tradepost/config';

export const root = path.resolve(import.meta.dirname, '../..');

/** A variable as one or more apps declare it. */
export interface Variable {
  name: string;
  setting: Setting<unknown>;
  apps: string[];
}

/** Every variable of every app's typed configuration, in the order in which they are declared. */
export async function readVariables(): Promise<Variable[]> {
  const found = new Map<string, Variable>();
  for (const app of readdirSync(path.join(root, 'apps')).sort()) {
    for (const [name, setting] of Object.entries(await settingsOf(app))) {
      // One name may mean two things, such as PORT: each meaning has its own line.
      const meaning = JSON.stringify([name, setting]);
      const known = found.get(meaning) ?? { name, setting, apps: [] };
      found.set(meaning, { ...known, apps: [...known.apps, app] });
    }
  }
  return [...found.values()];
}

async function settingsOf(app: string): Promise<Settings> {
  const folder = path.join(root, 'apps', app, 'src');
  if (!existsSync(folder)) return {};
  const file = readdirSync(folder).find((name) => name.endsWith('.config.ts'));
  if (!file) return {};
  const exported = (await import(pathToFileURL(path.join(folder, file)).href)) as Record<string, unknown>;
  const spec = Object.values(exported).find(isSpec);
  if (!spec) throw new Error(`apps/${app}/src/${file} exports nothing that defineConfig made`);
  return spec.settings;
}

function isSpec(value: unknown): value is ConfigSpec<Settings> {
  return typeof value === 'object' && value !== null && 'settings' in value && 'parse' in value;
}
