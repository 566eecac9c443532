import path from 'node:path';
import { NOT_COMPARED } from '../../lint/breaking.ts';
import { root } from '../stack.ts';
import { bin, check, NOT_CHECKED } from './checks.ts';
import { endToEnd } from './playwright.ts';
import { proof } from './proof.ts';
import type { Stage } from './stage.ts';
import { jest } from './jest.ts';
import { lint } from './lint.ts';

const FORMAT = ['--check', '--log-level=warn', '--cache', '--cache-location=.local/prettier', '.'];
// One program for everything: a program per project would read the same libraries again each time.
const TYPES = ['-p', 'tsconfig.json', '--incremental', '--tsBuildInfoFile', '.local/types.tsbuildinfo'];
const LAYERS = ['--config', '.dependency-cruiser.mjs', 'apps', 'libs'];
const RUNTIMES = 'tools/runtimes/main.ts';
const DASHBOARDS = 'infra/grafana/main.ts';
const DRILLS = 'tools/drill/main.ts';

/** Everything `npm test` runs. Checks run two at a time, so the long ones come first; the rest one by one. */
export const stages: Stage[] = [
  check('types', [bin('typescript/bin/tsc'), ...TYPES], { needed: 'tsconfig.json' }),
  check('types of pages', [bin('typescript/bin/tsc'), '-p', 'apps/storefront'], {
    needed: 'apps/storefront/tsconfig.json',
  }),
  lint,
  check('format', [bin('prettier/bin/prettier.cjs'), ...FORMAT], { needed: '.prettierrc.json' }),
  check('boundaries', [bin('dependency-cruiser/bin/dependency-cruiser.mjs'), ...LAYERS], {
    needed: '.dependency-cruiser.mjs',
  }),
  check('proto', [bin('@bufbuild/buf/bin/buf'), 'lint'], {
    needed: 'libs/contracts/buf.yaml',
    cwd: 'libs/contracts',
  }),
  check('breaking', [path.join(root, 'tools/lint/breaking.ts')], {
    needed: 'libs/contracts/buf.yaml',
    skipCode: NOT_COMPARED,
  }),
  check('unused', [bin('knip/bin/knip.js'), '--no-progress', '--no-config-hints'], { needed: 'knip.json' }),
  jest('unit', '.unit.spec', { needs: 'nothing', workers: 2 }),
  // One worker: the servers they use want the other core.
  jest('integration', '.int.spec', { needs: 'parts', workers: 1 }),
  // It fetches browsers and a second Node, which `npm run verify` should not need.
  check('runtimes', [path.join(root, RUNTIMES)], { needed: RUNTIMES, needs: 'parts' }),
  check('drill', [path.join(root, DRILLS), '--quick'], {
    needed: DRILLS,
    needs: 'parts',
    skipCode: NOT_CHECKED,
  }),
  endToEnd,
  // After the journeys, which have left something of everything; before the proof, which takes parts of the shop away.
  check('dashboards', [path.join(root, DASHBOARDS), '--check'], {
    needed: DASHBOARDS,
    needs: 'shop',
    skipCode: NOT_CHECKED,
  }),
  proof,
];
