// Gives every project its targets by what lies in its folder, so that no project repeats them.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const PROJECTS = '{apps/*,libs/api-client,libs/contracts,libs/platform/*,e2e,bench,tools}/package.json';

/** A cached command in the project's folder. */
const command = (text, more = {}) => ({
  executor: 'nx:run-commands',
  cache: true,
  inputs: ['sources', '^sources', 'workspace'],
  dependsOn: [{ projects: ['@tradepost/contracts', '@tradepost/api-client'], target: 'generate' }],
  options: { cwd: '{projectRoot}', command: text },
  ...more,
});

function targetsOf(root, workspaceRoot) {
  const has = (...path) => existsSync(join(workspaceRoot, root, ...path));
  const up = '../'.repeat(root.split('/').length);
  const isContracts = root === 'libs/contracts';
  const isClient = root === 'libs/api-client';
  const hasPages = has('vite.config.ts');
  const targets = { lint: command('eslint . --max-warnings 0') };
  if (has('tsconfig.json'))
    targets.typecheck = command(hasPages ? 'react-router typegen && tsc -p .' : 'tsc -p .');
  // Without servers; `npm test` runs the integration specs beside it.
  if (has('src'))
    targets.test = command(`npm run --silent jest -- --passWithNoTests '${root}/src/.*\\.unit\\.spec'`, {
      options: { cwd: '{workspaceRoot}' },
    });
  if (has('src', 'main.ts'))
    targets.build = command(
      hasPages ? 'react-router build' : `node ${up}tools/build/bundle.mjs ${root.split('/').at(-1)}`,
      {
        outputs: ['{projectRoot}/dist'],
      },
    );
  if (has('prisma', 'schema.prisma')) {
    targets.generate = command(`node ${up}tools/prisma/main.mjs ${root.split('/').at(-1)} generate`, {
      inputs: [
        '{projectRoot}/prisma/schema.prisma',
        '{workspaceRoot}/libs/platform/database/src/prisma.config.ts',
        '{workspaceRoot}/tools/prisma/**/*',
        '{workspaceRoot}/package-lock.json',
      ],
      outputs: ['{projectRoot}/src/gen/prisma'],
      dependsOn: [],
    });
    for (const name of ['lint', 'typecheck', 'test', 'build']) targets[name]?.dependsOn.push('generate');
  }
  if (isClient)
    targets.generate = command(`openapi-typescript ${up}apps/gateway/openapi.json -o src/gen/api.ts`, {
      inputs: ['{workspaceRoot}/apps/gateway/openapi.json'],
      outputs: ['{projectRoot}/src/gen'],
      dependsOn: [],
    });
  if (isContracts) {
    targets.generate = command('buf generate', { outputs: ['{projectRoot}/src/gen'], dependsOn: [] });
    targets.build = command('buf build -o /dev/null');
    targets['buf-lint'] = command('buf lint', { dependsOn: [] });
    targets.breaking = command(`buf breaking --against "${up}.git#branch=main,subdir=${root}"`, {
      cache: false,
      dependsOn: [],
    });
  }
  return targets;
}

export const createNodesV2 = [
  PROJECTS,
  (files, _options, { workspaceRoot }) =>
    files.map((file) => {
      const root = dirname(file);
      const { name } = JSON.parse(readFileSync(join(workspaceRoot, file), 'utf8'));
      return [file, { projects: { [root]: { name, root, targets: targetsOf(root, workspaceRoot) } } }];
    }),
];
