import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from '@jest/globals';
import { root } from './settings.ts';
import { statesPage } from './states-page.ts';

it('docs/states.md is drawn from the tables as they are; else run `npm run docs:states`', async () => {
  expect(await statesPage()).toBe(readFileSync(path.join(root, 'docs/states.md'), 'utf8'));
});
