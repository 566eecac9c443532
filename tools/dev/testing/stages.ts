import { bin, check } from './checks.ts';
import { endToEnd } from './playwright.ts';
import type { Stage } from './stage.ts';
import { vitest } from './vitest.ts';

/** Everything `npm test` runs, cheapest first. */
export const stages: Stage[] = [
  check('format', [bin('prettier/bin/prettier.cjs'), '--check', '--log-level=warn', '.'], {
    needed: '.prettierrc.json',
  }),
  check('proto', [bin('@bufbuild/buf/bin/buf'), 'lint'], {
    needed: 'libs/contracts/buf.yaml',
    cwd: 'libs/contracts',
  }),
  check(
    'lint',
    [bin('eslint/bin/eslint.js'), '--max-warnings=0', '--cache', '--cache-location=.local/eslint', '.'],
    {
      needed: 'eslint.config.mjs',
    },
  ),
  check('boundaries', [bin('dependency-cruiser/bin/dependency-cruise.mjs'), '--config', '.dependency-cruiser.mjs', 'apps', 'libs'], {
    needed: '.dependency-cruiser.mjs',
  }),
  check('types', [bin('typescript/bin/tsc'), '-p', 'tsconfig.json'], { needed: 'tsconfig.json' }),
  vitest('unit', '.unit.spec', 'nothing'),
  vitest('integration', '.int.spec', 'parts'),
  endToEnd,
];
