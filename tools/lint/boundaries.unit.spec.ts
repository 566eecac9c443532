import { fileURLToPath } from 'node:url';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';
import { beforeAll, describe, expect, it, jest } from '@jest/globals';

// The first one loads the whole project graph.
jest.setTimeout(60_000);

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What lint says of a file that need not exist; so it has no types. */
const eslint = new ESLint({ cwd: root, overrideConfig: [tseslint.configs.disableTypeChecked as object] });
async function faultsOf(path: string, code: string): Promise<string[]> {
  const [result] = await eslint.lintText(code, { filePath: `${root}${path}` });
  return (result?.messages ?? []).map((message) => `${message.ruleId}: ${message.message}`);
}

/** What lint says of a file that it has types for. */
let typed: { line: number; ruleId: string | null }[] | undefined;
beforeAll(async () => {
  const files = await new ESLint({ cwd: root, ignore: false }).lintFiles('tools/lint/planted/promises.ts');
  typed = files[0]?.messages.map(({ line, ruleId }) => ({ line, ruleId }));
});

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
      '@tradepost/database',
      'env:any',
    ],
  ])('catches %s', async (_, path, imported, tag) => {
    const faults = await faultsOf(path, `import * as planted from '${imported}';\nexport default planted;\n`);
    expect(faults).toContainEqual(expect.stringMatching(`^@nx/enforce-module-boundaries: .*${tag}`));
  });

  it('lets a service use contracts and platform', async () => {
    const code = `import * as a from '@tradepost/contracts';\nimport * as b from '@tradepost/rpc';\nexport default [a, b];\n`;
    expect(await faultsOf('apps/cart/src/planted.ts', code)).toEqual([]);
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
    ['loose equality', 'export const same = (a: unknown, b: unknown) => a == b;', 'eqeqeq'],
  ])('catches %s', async (_, code, rule) => {
    expect(await faultsOf('apps/cart/src/planted.ts', code)).toContainEqual(expect.stringContaining(rule));
  });

  it.each([
    ['a promise that nobody awaits', 3, 'no-floating-promises'],
    ['a promise where no value is expected', 4, 'no-misused-promises'],
    ['await of something else', 5, 'await-thenable'],
  ])('catches %s', (_, line, rule) => {
    expect(typed).toContainEqual({ line, ruleId: `@typescript-eslint/${rule}` });
  });
});
