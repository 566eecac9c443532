import { existsSync } from 'node:fs';
import path from 'node:path';
import { runTargets } from '../nx-tasks.ts';
import { root } from '../stack.ts';
import { failedOnce, passedOnce, type Stage } from './stage.ts';

/** ESLint with types, project by project: a project is linted again when it or one that it imports has changed. */
export const lint: Stage = {
  name: 'lint',
  needs: 'nothing',
  isThere: () => existsSync(path.join(root, 'eslint.config.mjs')),
  run: async ({ stack }) => {
    const { isOk, faults } = await runTargets(stack, ['lint']);
    return isOk ? passedOnce : failedOnce(faults);
  },
};
