import { rolldown } from 'rolldown';
import { expect, test } from 'vitest';
import { bundling } from './bundle.mjs';

test('a service has no package in it as it is for developers', { timeout: 60_000 }, async () => {
  const { output, ...input } = bundling('user');
  const build = await rolldown(input);
  const chunks = (await build.generate(output)).output.filter((one) => one.type === 'chunk');
  await build.close();
  const modules = chunks.flatMap((chunk) => chunk.moduleIds);
  expect(modules.filter((id) => id.includes('react-dom-server'))).not.toEqual([]);
  expect(modules.filter((id) => /\.development\.js$/.test(id))).toEqual([]);
});
