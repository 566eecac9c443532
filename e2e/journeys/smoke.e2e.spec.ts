import { runTool } from '../fixtures/commands.ts';
import { expect, test } from '../fixtures/shop.ts';

test('the smoke test passes and leaves nothing behind', async ({ baseURL }) => {
  const { code, stdout } = await runTool('tools/smoke/main.ts', baseURL ?? '', '--json');
  const { failed, steps } = JSON.parse(stdout) as { failed: number; steps: { name: string; said: string }[] };
  expect(steps.at(-1)).toMatchObject({ name: 'cancels it', said: 'cancelled, refunded' });
  expect({ code, failed }).toEqual({ code: 0, failed: 0 });
});
