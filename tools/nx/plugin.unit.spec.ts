import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@jest/globals';

const workspaceRoot = path.resolve(import.meta.dirname, '../..');
const plugin = new URL('plugin.mjs', import.meta.url).href;

interface Target {
  executor: string;
  options: { command?: string; cwd?: string; files?: string[] };
}
type CreateNodes = (
  files: string[],
  options: undefined,
  context: { workspaceRoot: string },
) => [string, { projects: Record<string, { targets: Record<string, Target> }> }][];

test('every target of every kind of project says what it runs', async () => {
  const { createNodesV2 } = (await import(plugin)) as { createNodesV2: [string, CreateNodes] };
  const files = [
    'apps/order',
    'apps/storefront',
    'libs/contracts',
    'libs/api-client',
    'libs/platform/rpc',
    'tools',
  ];
  const found = createNodesV2[1](
    files.map((folder) => `${folder}/package.json`),
    undefined,
    { workspaceRoot },
  );
  const targets = found.flatMap(([, { projects }]) =>
    Object.entries(projects).flatMap(([root, one]) =>
      Object.entries(one.targets).map(([name, { options }]) => ({ name: `${root}:${name}`, options })),
    ),
  );
  expect(targets.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['apps/order:test', 'apps/order:build', 'libs/contracts:generate', 'tools:lint']),
  );
  const silent = targets.filter(({ options }) => !options.command && !options.files?.length);
  expect(silent.map(({ name }) => name)).toEqual([]);
});

test('a service is built again when a library that it imports has changed', () => {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'nx-')), 'graph.json');
  // As `npm start` calls Nx.
  const env = { ...process.env, NX_DAEMON: 'false', NX_ISOLATE_PLUGINS: 'false' };
  const nx = path.join(workspaceRoot, 'node_modules/nx/dist/bin/nx.js');
  execFileSync(process.execPath, [nx, 'graph', `--file=${file}`], { cwd: workspaceRoot, env, stdio: 'pipe' });
  const { graph } = JSON.parse(readFileSync(file, 'utf8')) as {
    graph: { dependencies: Record<string, { target: string }[]> };
  };
  const importedBy = (project: string) => graph.dependencies[project]?.map(({ target }) => target);
  const libraries = ['rpc', 'nest', 'database', 'contracts'].map((name) => `@tradepost/${name}`);
  expect(importedBy('@tradepost/app-cart')).toEqual(expect.arrayContaining(libraries));
  expect(importedBy('@tradepost/app-storefront')).toContain('@tradepost/api-client');
  expect(importedBy('@tradepost/nest')).toContain('@tradepost/rpc');
}, 60_000);
