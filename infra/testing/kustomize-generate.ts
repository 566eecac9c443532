import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Manifest } from './manifest.ts';

export interface Generator {
  name: string;
  namespace?: string;
  behavior?: 'create' | 'merge';
  literals?: string[];
  envs?: string[];
  /** `path`, or `key=path`. */
  files?: string[];
  options?: { disableNameSuffixHash?: boolean; labels?: Record<string, string> };
}

/** The ConfigMaps or Secrets that generators make, or change with `behavior: merge`. */
export function generate(
  manifests: Manifest[],
  kind: 'ConfigMap' | 'Secret',
  generators: Generator[] = [],
  folder: string,
): Manifest[] {
  const made = [...manifests];
  for (const generator of generators) {
    const { name, namespace, behavior, options } = generator;
    const pairs = pairsOf(generator, folder);
    const repeated = pairs.find(([key], index) => pairs.findIndex(([other]) => other === key) !== index);
    if (repeated) throw new Error(`${folder}: ${kind} ${name} repeats ${repeated[0]}`);
    const text = kind === 'Secret' ? pairs.map(([key, value]) => [key, encoded(value)]) : pairs;
    const data = Object.fromEntries(text) as Record<string, string>;
    const known = made.find(
      (one) => one.kind === kind && one.metadata.name === name && one.metadata.namespace === namespace,
    );
    if ((behavior === 'merge') !== (known !== undefined))
      throw new Error(`${folder}: ${kind} ${name} and behavior ${behavior ?? 'create'}`);
    const labels = options?.labels;
    if (known) known.data = { ...known.data, ...data };
    else
      made.push({
        ...{ apiVersion: 'v1', kind, data },
        metadata: { name, ...(namespace && { namespace }), ...(labels && { labels }) },
      });
  }
  return made;
}

function pairsOf({ literals = [], envs = [], files = [] }: Generator, folder: string): [string, string][] {
  const text = (file: string): string => readFileSync(path.join(folder, file), 'utf8');
  const lines = envs.flatMap((env) => text(env).split('\n'));
  const variables = [...literals, ...lines.filter((line) => line && !line.startsWith('#'))].map(toPair);
  const whole = files.map((file): [string, string] => {
    const [key, place] = file.includes('=') ? toPair(file) : [path.basename(file), file];
    return [key, text(place)];
  });
  return [...variables, ...whole];
}

function toPair(line: string): [string, string] {
  const at = line.indexOf('=');
  return [line.slice(0, at), line.slice(at + 1)];
}

function encoded(value: string): string {
  return Buffer.from(value).toString('base64');
}
