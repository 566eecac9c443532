import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { lintFile, lintText } from './lint-text.ts';

// The first one loads the whole project graph.
jest.setTimeout(60_000);

let typed: { line: number; ruleId: string | null }[];
beforeAll(async () => void (typed = await lintFile('tools/lint/planted/needs-types.ts')));

describe('lint', () => {
  it.each([
    [
      'a platform library that knows shop words',
      'libs/platform/rpc/src/planted.ts',
      '@tradepost/contracts',
      'type:platform',
    ],
    ['contracts that depend on us', 'libs/contracts/src/planted.ts', '@tradepost/decision', 'type:contracts'],
    [
      'an app in another app',
      'apps/cart/src/planted.ts',
      '../../user/src/main.ts',
      'relative or absolute path',
    ],
    [
      'a library for anywhere that needs node',
      'libs/platform/decision/src/planted.ts',
      '@tradepost/observability',
      'env:any',
    ],
  ])('catches %s', async (_, path, imported, tag) => {
    const faults = await lintText(path, `import * as planted from '${imported}';\nexport default planted;\n`);
    expect(faults).toContainEqual(expect.stringMatching(`^@nx/enforce-module-boundaries: .*${tag}`));
  });

  it('lets a service use contracts and platform', async () => {
    const code = `import * as a from '@tradepost/contracts';\nimport * as b from '@tradepost/rpc';\nexport default [a, b];\n`;
    expect(await lintText('apps/cart/src/planted.ts', code)).toEqual([]);
  });

  it.each([
    [
      'the environment read outside a config file',
      'export const port = process.env.PORT;',
      'no-restricted-properties',
    ],
    ['any', 'export const anything = (x: any) => x;', '@typescript-eslint/no-explicit-any'],
    [
      'a type imported as a value',
      `import { Money } from './money.ts';\nexport type Price = Money;`,
      '@typescript-eslint/consistent-type-imports',
    ],
    [
      'two imports of one module',
      `import type { Money } from './money.ts';\nimport { sum } from './money.ts';\nexport const total = (prices: Money[]) => sum(prices);`,
      'no-duplicate-imports',
    ],
    [
      'a request-scoped provider',
      `import { Injectable, Scope } from '@nestjs/common';\n@Injectable({ scope: Scope.REQUEST })\nexport class Slow {}`,
      'no-restricted-syntax',
    ],
    ['a private field by #', 'export class Cart {\n  #lines = 0;\n}', 'no-restricted-syntax'],
    ['loose equality', 'export const same = (a: unknown, b: unknown) => a == b;', 'eqeqeq'],
  ])('catches %s', async (_, code, rule) => {
    expect(await lintText('apps/cart/src/planted.ts', code)).toContainEqual(expect.stringContaining(rule));
  });

  it('catches syntax that Node can not strip where it runs the source', async () => {
    const code = 'export class Cart {\n  constructor(readonly id: string) {}\n}\n';
    expect(await lintText('tools/dev/planted.ts', code)).toContainEqual(
      expect.stringContaining('Node runs this file without a build'),
    );
  });

  it.each([
    ['a promise that is not awaited', 3, 'no-floating-promises'],
    ['a promise where no value is expected', 4, 'no-misused-promises'],
    ['await of something else', 5, 'await-thenable'],
    ['an object written as text', 6, 'no-base-to-string'],
    ['untyped JSON', 7, 'no-unsafe-assignment'],
    ['an assertion that changes nothing', 8, 'no-unnecessary-type-assertion'],
    ['a method taken from its object', 9, 'unbound-method'],
    ['a thrown text', 12, 'only-throw-error'],
  ])('catches %s', (_, line, rule) => {
    expect(typed).toContainEqual({ line, ruleId: `@typescript-eslint/${rule}` });
  });
});
