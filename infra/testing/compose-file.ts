import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import type { Environment } from './service-configs.ts';

export interface ComposeService {
  image?: string;
  build?: { target?: string };
  mem_limit?: string;
  restart?: string;
  depends_on?: Record<string, { condition: string }> | string[];
  command?: string[];
  environment?: Environment;
  ports?: string[];
  volumes?: string[];
  profiles?: string[];
}

const folder = path.resolve(import.meta.dirname, '../compose');

/** The services of compose files laid over each other, with the variables of `env` put in. */
export function composeServices(files: string[], env: Environment): Record<string, ComposeService> {
  const services: Record<string, ComposeService> = {};
  for (const file of files) {
    const text = readFileSync(path.join(folder, file), 'utf8');
    const read = parse(text, { merge: true, customTags: [reset] }) as ComposeFile;
    for (const [name, service] of Object.entries(filledIn(read.services, env)))
      services[name] = over(services[name], service);
  }
  return services;
}

interface ComposeFile {
  services: Record<string, ComposeService>;
}

/** Compose's mark for a list that replaces the one below instead of adding to it. */
const reset = { tag: '!reset', collection: 'seq' as const, resolve: () => [] };

function over(below: ComposeService = {}, above: ComposeService): ComposeService {
  return { ...below, ...above, environment: { ...below.environment, ...above.environment } };
}

function filledIn<T>(value: T, env: Environment): T {
  return JSON.parse(JSON.stringify(value), (_, one: unknown) =>
    typeof one === 'string' ? interpolate(one, env) : one,
  ) as T;
}

const VARIABLE = /\$\{(\w+)(?::([-?])([^${}]*))?\}/;

/** `${NAME}`, `${NAME:-default}` and `${NAME:?why}`, the innermost first; `$$` is one dollar. */
export function interpolate(text: string, env: Environment): string {
  let filled = text;
  for (let found = VARIABLE.exec(filled); found; found = VARIABLE.exec(filled)) {
    const [whole, name = '', sign, word = ''] = found;
    if (!env[name] && sign === '?') throw new Error(`${name} must be set: ${word}`);
    filled = filled.replace(whole, () => env[name] || word);
  }
  return filled.replaceAll('$$', '$');
}
