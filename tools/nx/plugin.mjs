// Gives every project its targets by what lies in its folder, so that no project repeats them.
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

const PROJECTS =
  '{{apps/*,libs/api-client,libs/contracts,libs/platform/*,e2e,bench,tools}/package.json,infra/project.json}';

/** A cached command, in the project's folder unless `cwd` names another. */
const command = (text, { cwd = '{projectRoot}', inputs = [], dependsOn = [], ...more } = {}) => ({
  executor: 'nx:run-commands',
  cache: true,
  inputs: [...inputs, 'packages'],
  dependsOn,
  options: { cwd, command: text },
  ...more,
});

/** What reads source needs the code that is generated, its own and that of what it imports. */
const GENERATED = [
  'generate',
  '^generate',
  { projects: ['@tradepost/contracts', '@tradepost/api-client'], target: 'generate' },
];

function targetsOf(root, workspaceRoot) {
  const has = (...path) => existsSync(join(workspaceRoot, root, ...path));
  const top = '../'.repeat(root.split('/').length);
  const name = basename(root);
  const hasPages = has('vite.config.ts');
  const targets = { lint: lint(root), ...generate(root, top, has) };
  if (has('tsconfig.json'))
    targets.typecheck = command('tsc -p .', { inputs: ['sources', '^sources'], dependsOn: GENERATED });
  if (has('src'))
    // Without servers; `npm test` runs the integration specs beside it.
    targets.test = command(`npm run --silent jest -- --passWithNoTests '${root}/src/.*\\.unit\\.spec'`, {
      inputs: ['sources', '^sources', '{workspaceRoot}/jest.config.mjs', '{workspaceRoot}/tools/jest/**/*'],
      dependsOn: GENERATED,
      cwd: '{workspaceRoot}',
    });
  // Specs of infra and tools read files of the whole repository.
  else if (root === 'bench' || root === 'infra' || root === 'tools')
    targets.test = command(`npm run --silent jest -- '^${root}/.*\\.unit\\.spec'`, {
      inputs: ['{workspaceRoot}/**/*'],
      dependsOn: GENERATED,
      cwd: '{workspaceRoot}',
    });
  if (has('src', 'main.ts'))
    targets.build = command(hasPages ? 'react-router build' : `node ${top}tools/build/bundle.mjs ${name}`, {
      inputs: ['production', '^production', '{workspaceRoot}/tools/build/**/*'],
      dependsOn: GENERATED,
      outputs: ['{projectRoot}/dist'],
    });
  if (root === 'libs/contracts') targets['buf-lint'] = command('buf lint', { inputs: ['sources'] });
  return targets;
}

function lint(root) {
  return {
    executor: './tools/nx:lint',
    cache: true,
    inputs: [
      'sources',
      '^sources',
      'packages',
      '{workspaceRoot}/*.mjs',
      '{workspaceRoot}/tools/lint/*.mjs',
      '{workspaceRoot}/apps/*/prisma/schema.prisma',
    ],
    dependsOn: GENERATED,
    options: { files: root === 'tools' ? [root, '*.mjs', '.dependency-cruiser.mjs'] : [root] },
  };
}

function generate(root, top, has) {
  if (root === 'libs/contracts')
    return { generate: command('buf generate', { inputs: ['sources'], outputs: ['{projectRoot}/src/gen'] }) };
  if (root === 'libs/api-client')
    return {
      generate: command(`openapi-typescript ${top}apps/gateway/openapi.json -o src/gen/api.ts`, {
        inputs: ['{workspaceRoot}/apps/gateway/openapi.json'],
        outputs: ['{projectRoot}/src/gen'],
      }),
    };
  if (has('react-router.config.ts'))
    return {
      generate: command('react-router typegen', {
        inputs: ['{projectRoot}/*.ts', '{projectRoot}/src/routes.ts'],
        outputs: ['{projectRoot}/.react-router/types'],
      }),
    };
  if (has('prisma', 'schema.prisma'))
    return {
      generate: command(`node ${top}tools/prisma/main.mjs ${basename(root)} generate`, {
        inputs: [
          '{projectRoot}/prisma/schema.prisma',
          '{workspaceRoot}/libs/platform/database/src/prisma.config.ts',
          '{workspaceRoot}/tools/prisma/**/*',
        ],
        outputs: ['{projectRoot}/src/gen/prisma'],
      }),
    };
  return {};
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
