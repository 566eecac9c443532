import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';

export interface Rule {
  record?: string;
  alert?: string;
  expr: string;
  for?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
}

export interface RuleFile {
  groups: { name: string; interval?: string; rules: Rule[] }[];
}

export const rulesFolder = path.join(import.meta.dirname, 'rules');

/** The rule files as they are checked in, by name. */
export function ruleFiles(): Map<string, RuleFile> {
  const names = readdirSync(rulesFolder).sort();
  return new Map(
    names.map((name) => [name, parse(readFileSync(path.join(rulesFolder, name), 'utf8')) as RuleFile]),
  );
}

export function rulesOf(file: RuleFile): Rule[] {
  return file.groups.flatMap(({ rules }) => rules);
}
