import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { root } from './settings.ts';

const folder = path.join(root, 'docs/adr');
const records = globSync('[0-9]*.md', { cwd: folder });
const SECTIONS = ['Context', 'Decision', 'Alternatives considered', 'Consequences'];

function statusOf(text: string): string {
  return /^Status: ([^]+?)\n\n/m.exec(text)?.[1]?.replaceAll('\n', ' ') ?? '';
}

/** Files that the status names after `word`, such as `supersedes`. */
function namedIn(status: string, word: string): string[] {
  const clause = status.split(';').find((part) => part.includes(`${word} `)) ?? '';
  return [...clause.matchAll(/\]\(([^)]+)\)/g)].map(([, file = '']) => file);
}

function faultsOf(file: string, text: string, textOf = (other: string): string => read(other)): string[] {
  const status = statusOf(text);
  const sections = [...text.matchAll(/^## (.+)$/gm)].map(([, title = '']) => title);
  return [
    ...(/^(accepted|superseded by)/.test(status) ? [] : ['status is neither accepted nor superseded']),
    ...(/\b\d{4}-\d\d-\d\d\b/.test(status) ? [] : ['status has no date']),
    ...(`${sections.join()}` === SECTIONS.join() ? [] : [`sections are ${sections.join(', ')}`]),
    ...namedIn(status, 'superseded by')
      .filter((successor) => !namedIn(statusOf(textOf(successor)), 'supersedes').includes(file))
      .map((successor) => `${successor} does not say that it supersedes this`),
    ...namedIn(status, 'supersedes')
      .filter((old) => !namedIn(statusOf(textOf(old)), 'superseded by').includes(file))
      .map((old) => `${old} does not say that it is superseded by this`),
  ];
}

const read = (file: string): string => readFileSync(path.join(folder, file), 'utf8');

describe('a decision', () => {
  it.each(records)('%s has date, status, sections and mutual links', (file) =>
    expect(faultsOf(file, read(file))).toEqual([]),
  );

  it('without them would be noticed', () => {
    const text = '# 9. X\n\nStatus: superseded by [ADR 8](8.md)\n\n## Context\n\n## Decision\n';
    expect(faultsOf('9.md', text, () => 'Status: accepted, 2026-11-20\n\n')).toEqual([
      'status has no date',
      'sections are Context, Decision',
      '8.md does not say that it supersedes this',
    ]);
  });
});
