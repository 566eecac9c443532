import { expect, test } from '@playwright/test';
import { page, runInOrder, testedBlocks } from '../fixtures/tested-blocks.ts';

test('the README’s purchase by curl works when pasted in order, and prints what the page shows', async ({
  baseURL,
}) => {
  const blocks = testedBlocks(page('README.md'));
  expect(blocks.map(({ commands }) => commands).join('\n')).toContain('cartId');
  const { code, printed, complaints } = await runInOrder(blocks, baseURL ?? '');
  expect(complaints).toBe('');
  expect(printed, 'blocks that came to their end').toHaveLength(blocks.length);
  expect(code).toBe(0);
  for (const [at, { line, prints }] of blocks.entries())
    if (prints !== undefined) expect(printed[at], `the block at line ${line}`).toBe(prints);
});
