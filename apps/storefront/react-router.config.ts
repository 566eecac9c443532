import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '@react-router/dev/config';

export default {
  appDirectory: 'src',
  buildDirectory: 'dist',
  serverBuildFile: 'main.mjs',
  // The stack and the image start every app by the same name.
  buildEnd: ({ reactRouterConfig }) =>
    writeFile(join(reactRouterConfig.buildDirectory, 'main.mjs'), "import './server/main.mjs';\n"),
} satisfies Config;
