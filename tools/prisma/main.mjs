// Prisma's CLI for one service: npm run prisma -- <app> migrate dev --name add_phone
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The environment of every command of Prisma's. */
export function prismaEnvironment(env = process.env) {
  return {
    ...env,
    CHECKPOINT_DISABLE: '1',
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
    // The native schema engine is a download; this is the same engine from a package. Windows starts no script as a program.
    ...(process.platform !== 'win32' && {
      PRISMA_SCHEMA_ENGINE_BINARY: join(root, 'tools/prisma/schema-engine.ts'),
    }),
    // The engine is started through its #! line: by the Node that runs this, not by an older one of the machine.
    PATH: [dirname(process.execPath), env.PATH].join(delimiter),
  };
}

export function runPrisma(app, args, options = {}) {
  return spawnSync(process.execPath, [join(root, 'node_modules/prisma/build/index.js'), ...args], {
    cwd: join(root, 'apps', app),
    stdio: 'inherit',
    env: prismaEnvironment(),
    ...options,
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [app, ...args] = process.argv.slice(2);
  if (!app || !existsSync(join(root, 'apps', app, 'prisma.config.ts'))) {
    console.error(
      'Usage: npm run prisma -- <app> <command of Prisma>, for instance: npm run prisma -- user studio',
    );
    process.exit(2);
  }
  process.exitCode = runPrisma(app, args).status ?? 1;
}
