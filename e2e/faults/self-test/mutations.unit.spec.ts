import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { checks } from '../checks/all-checks.ts';
import { mutations } from './mutations.ts';
import { edited } from './scratch.ts';

const root = path.resolve(import.meta.dirname, '../../..');

describe.each(mutations)('the broken rule "$name"', ({ edits, expects }) => {
  test('still finds the lines it breaks', () => {
    const files = new Map<string, string>();
    for (const edit of edits) {
      const text = files.get(edit.file) ?? readFileSync(path.join(root, edit.file), 'utf8');
      files.set(edit.file, edited(text, edit));
    }
    expect(files.size).toBeGreaterThan(0);
  });

  test('names checks that exist', () => {
    const names = checks.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(expects));
  });
});
