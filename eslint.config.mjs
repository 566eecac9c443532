import js from '@eslint/js';
import nx from '@nx/eslint-plugin';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';
import { oneClient, prismaRules } from './tools/lint/prisma-rules.mjs';
import { programsFor } from './tools/lint/programs.mjs';
import { needsBuild, refused, refusedWhereAmountsAreWritten } from './tools/lint/style-rules.mjs';

/** Who may import whom, by the tags in each project's package.json. tools/lint/boundaries.unit.spec.ts sees each rule catch. */
const boundaries = [
  { sourceTag: 'type:app', onlyDependOnLibsWithTags: ['type:contracts', 'type:platform'] },
  { sourceTag: 'type:storefront', onlyDependOnLibsWithTags: ['type:client', 'type:platform'] },
  { sourceTag: 'type:platform', onlyDependOnLibsWithTags: ['type:platform'] },
  { sourceTag: 'type:contracts', onlyDependOnLibsWithTags: [] },
  { sourceTag: 'type:client', onlyDependOnLibsWithTags: [] },
  { sourceTag: 'type:e2e', onlyDependOnLibsWithTags: ['type:contracts', 'type:platform'] },
  { sourceTag: 'type:e2e', onlyDependOnLibsWithTags: ['env:any'] },
  { sourceTag: 'type:tools', onlyDependOnLibsWithTags: ['type:platform', 'type:contracts', 'type:tools'] },
  { sourceTag: 'env:any', onlyDependOnLibsWithTags: ['env:any'] },
  { sourceTag: 'env:web', onlyDependOnLibsWithTags: ['env:any', 'env:web'] },
];

const TYPED = ['**/*.ts', '**/*.tsx'];
/** Off where the compiler has no better type to offer. */
const UNSAFE = Object.fromEntries(
  ['argument', 'assignment', 'call', 'enum-comparison', 'member-access', 'return'].map((what) => [
    `@typescript-eslint/no-unsafe-${what}`,
    'off',
  ]),
);
/** React Router answers with what is thrown: a Response, or data with a status. */
const THROWN_ANSWERS = [
  { from: 'lib', name: 'Response' },
  { from: 'package', package: 'react-router', name: 'DataWithResponseInit' },
];
export default tseslint.config(
  {
    ignores: [
      '**/dist',
      '**/src/gen',
      '**/node_modules',
      '**/test-results',
      '**/playwright-report',
      '.local',
      '**/.react-router',
      '.nx',
      // Violations that tools/lint/*.spec.ts expect to be found.
      'tools/lint/planted',
    ],
  },
  js.configs.recommended,
  ...tseslint.configs.recommended,
  ...nx.configs['flat/base'],
  {
    files: ['**/*.ts', '**/*.tsx', '**/*.mjs'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        Buffer: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        setInterval: 'readonly',
        clearInterval: 'readonly',
        setImmediate: 'readonly',
        fetch: 'readonly',
        performance: 'readonly',
        AbortSignal: 'readonly',
      },
    },
    rules: {
      '@nx/enforce-module-boundaries': [
        'error',
        {
          allow: [],
          depConstraints: boundaries,
          // Test databases are made by the database package, whose own specs need them.
          ignoredCircularDependencies: [['@tradepost/database', '@tradepost/testing']],
          enforceBuildableLibDependency: false,
          banTransitiveDependencies: false,
        },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-empty-function': 'off',
      // One import style: one statement per module, `import type` when all of it is types, inline `type` otherwise.
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-import-type-side-effects': 'error',
      'no-duplicate-imports': 'error',
      // Object shapes are interfaces; unions, functions and what needs an index signature are types.
      '@typescript-eslint/consistent-type-definitions': ['error', 'interface'],
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Read the environment in *.config.ts only.' },
      ],
      ...refused(),
      eqeqeq: 'error',
    },
  },
  programsFor(process.cwd(), process.argv.slice(2)),
  ...tseslint.configs.recommendedTypeCheckedOnly.map((config) => ({ ...config, files: TYPED })),
  {
    files: TYPED,
    rules: {
      // Handlers, fakes and lifecycle hooks implement promised interfaces; many of them have nothing to wait for.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/only-throw-error': ['error', { allow: THROWN_ANSWERS }],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        {
          allowNumber: true,
          allowBoolean: true,
          allowNullish: true,
          allowRegExp: true,
          allowArray: true,
          allow: [{ from: 'lib', name: ['Error', 'URL', 'URLSearchParams'] }],
        },
      ],
    },
  },
  {
    // Fakes and fixtures are destructured; none of their functions uses `this`. Matchers, parsed JSON and the reasons of
    // rejections are `any`.
    files: [
      '**/*.spec.ts',
      '**/*.contract.ts',
      '**/src/testing/**',
      'libs/platform/testing/src/**',
      'e2e/**',
    ],
    rules: { '@typescript-eslint/unbound-method': 'off', ...UNSAFE },
  },
  {
    // Programs, and the one place that hands the environment to the configuration.
    files: [
      'tools/**',
      'e2e/**',
      'bench/**',
      'infra/*/check/**',
      'infra/{docker,compose}/*.mjs',
      '**/*.config.ts',
      '**/*.spec.ts',
      '**/seed.ts',
      'libs/platform/nest/src/platform/configuration.ts',
      '**/src/testing/**',
      'libs/platform/testing/src/**',
    ],
    rules: { 'no-restricted-properties': 'off' },
  },
  {
    // A spec's describe, a route table's constructor, a drawing: long, but flat.
    files: ['**/*.spec.ts', '**/*.contract.ts', '**/*.routes.ts', 'tools/demo-catalogue/**'],
    rules: { 'max-lines-per-function': 'off' },
  },
  {
    // Infrastructure is checked against the settings of every service; a build uses the build's own tools.
    files: ['infra/**', 'apps/*/vite.config.ts'],
    rules: { '@nx/enforce-module-boundaries': 'off' },
  },
  // ESLint takes the last list that matches a file: each of these holds all that counts there.
  { files: ['apps/*/src/**/*.ts'], rules: refused(...prismaRules, oneClient) },
  { files: ['apps/*/src/io/*-database.ts'], rules: refused(...prismaRules) },
  { files: ['**/*.spec.ts'], rules: refused() },
  { files: ['libs/platform/decision/src/amount-text.ts'], rules: refusedWhereAmountsAreWritten },
  {
    files: ['{tools,bench,e2e,infra}/**/*.ts', 'libs/platform/{database,messaging,testing}/src/**/*.ts'],
    rules: refused(needsBuild),
  },
  prettier,
);
