import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from '@jest/globals';

const root = path.resolve(import.meta.dirname, '../..');
const page = readFileSync(path.join(root, 'docs/database.md'), 'utf8');
const listed = page.slice(page.indexOf('## What stays SQL'), page.indexOf('## Traps'));

const files = globSync('apps/*/src/**/*.ts', {
  cwd: root,
  exclude: (name) => /(^|\/)(gen|testing)$|\.spec\.ts$/.test(name),
}).filter((file) => readFileSync(path.join(root, file), 'utf8').includes('sql`'));

it('finds the files that hold SQL', () => {
  expect(files.length).toBeGreaterThan(20);
});

it.each(files)('%s is named in docs/database.md, with the reason why it stays SQL', (file) => {
  expect(listed).toContain(`\`${path.basename(file, '.ts')}\``);
});
