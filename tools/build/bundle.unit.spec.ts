import { execFileSync } from 'node:child_process';
import { expect, test } from '@jest/globals';

/** rolldown's native code does not recognise regular expressions that Jest's realm made: it runs in a process of its own. */
const modulesOfUser = `
  import { rolldown } from 'rolldown';
  import { bundling } from './bundle.mjs';
  const { output, ...input } = bundling('user');
  const build = await rolldown(input);
  const chunks = (await build.generate(output)).output.filter((one) => one.type === 'chunk');
  await build.close();
  console.log(JSON.stringify(chunks.flatMap((chunk) => chunk.moduleIds)));
`;

test('a service has no package in it as it is for developers', () => {
  const args = ['--input-type=module', '--eval', modulesOfUser];
  const printed = execFileSync(process.execPath, args, { cwd: import.meta.dirname, encoding: 'utf8' });
  const modules = JSON.parse(printed) as string[];
  expect(modules.filter((id) => id.includes('react-dom-server'))).not.toEqual([]);
  expect(modules.filter((id) => /\.development\.js$/.test(id))).toEqual([]);
}, 60_000);
