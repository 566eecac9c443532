import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';

/** rolldown's native code does not recognise regular expressions that Jest's realm made: it runs in a process of its own. */
const modules = (app: string): string[] => {
  const program = `
    import { rolldown } from 'rolldown';
    import { bundling } from './bundle.mjs';
    const { output, ...input } = bundling('${app}');
    const build = await rolldown(input);
    const chunks = (await build.generate(output)).output.filter((one) => one.type === 'chunk');
    await build.close();
    console.log(JSON.stringify(chunks.flatMap((chunk) => chunk.moduleIds)));
  `;
  const args = ['--input-type=module', '--eval', program];
  const printed = execFileSync(process.execPath, args, { cwd: import.meta.dirname, encoding: 'utf8' });
  return JSON.parse(printed) as string[];
};

test('a service has no package in it as it is for developers', () => {
  const ofUser = modules('user');
  expect(ofUser.filter((id) => id.includes('node_modules/pg/'))).not.toEqual([]);
  expect(ofUser.filter((id) => /\.development\.js$/.test(id))).toEqual([]);
}, 60_000);

test('of undici a service has the dispatchers, not what fetch, caches and mocks need', () => {
  const ofUndici = modules('order').filter((id) => id.includes('node_modules/undici/'));
  expect(ofUndici).toContainEqual(expect.stringMatching(/dispatcher\/pool\.js$/));
  expect(
    ofUndici.filter((id) => /undici\/index\.js$|web\/fetch\/index\.js$|\/(?:cache|mock)\//.test(id)),
  ).toEqual([]);
}, 60_000);

describe('a bundled service', () => {
  // Inside the repository, so that the native package is found.
  const dir = path.resolve(import.meta.dirname, '../../.local/bundled-user');
  /** A faulty configuration ends it as soon as its modules have run. */
  const start = (env = {}) => {
    const options = { env: { DATABASE_URL: 'nonsense', ...env }, encoding: 'utf8' } as const;
    const { stdout, stderr } = spawnSync(process.execPath, [path.join(dir, 'main.mjs')], options);
    return stdout + stderr;
  };
  beforeAll(() => {
    const build = `
      import { rolldown } from 'rolldown';
      import { bundling } from './bundle.mjs';
      const { output, ...input } = bundling('user');
      const build = await rolldown(input);
      await build.write({ ...output, dir: ${JSON.stringify(dir)}, sourcemap: false });
      await build.close();`;
    execFileSync(process.execPath, ['--input-type=module', '--eval', build], { cwd: import.meta.dirname });
  }, 60_000);

  test('can use decorators from its first module on', () =>
    expect(start()).toMatch(/"msg":"cannot start: DATABASE_URL must be a URL/));

  test('does not load undici, which node:http would', () => {
    const report = `process.on('exit', () => console.error(process.moduleLoadList.join()))`;
    const loaded = start({ NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(report)}` });
    expect(loaded).toContain('NativeModule http');
    expect(loaded).not.toContain('undici');
  });

  test('is ASCII, which V8 stores with one byte for each character', () => {
    const programs = readdirSync(dir).filter((name) => name.endsWith('.mjs'));
    expect(programs).toContain('main.mjs');
    const isAscii = (name: string) => readFileSync(path.join(dir, name)).every((byte) => byte < 0x80);
    expect(programs.filter((name) => !isAscii(name))).toEqual([]);
  });
});

test('a package that is not installed ends the build instead of the service', () => {
  const build = `
    import { rolldown } from 'rolldown';
    import { bundling } from './bundle.mjs';
    const { output, ...input } = bundling('user');
    const unknown = { name: 'unknown', resolveId: (id) => (id === 'entry' ? id : undefined), load: (id) => (id === 'entry' ? "import 'not-installed'" : undefined) };
    const build = await rolldown({ ...input, input: 'entry', plugins: [unknown] });
    await build.generate(output);`;
  const run = spawnSync(process.execPath, ['--input-type=module', '--eval', build], {
    cwd: import.meta.dirname,
    encoding: 'utf8',
  });
  expect(run.stderr).toMatch(/UNRESOLVED_IMPORT[^\n]*not-installed/);
  expect(run.status).toBe(1);
}, 60_000);
