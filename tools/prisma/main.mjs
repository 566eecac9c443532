// Prisma's CLI for one service: npm run prisma -- <app> migrate dev --name add_phone
// Without DATABASE_URL it takes the database of the running `npm start`.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** These look at the schema file only. */
const WITHOUT_DATABASE = new Set(['generate', 'format', 'validate', 'version', '--version', '--help']);

const [app, ...args] = process.argv.slice(2);
if (!app || !existsSync(join(root, 'apps', app, 'prisma.config.ts'))) {
  console.error(
    'Usage: npm run prisma -- <app> <command of Prisma>, for instance: npm run prisma -- user studio',
  );
  process.exit(2);
}
const { status } = spawnSync(process.execPath, [join(root, 'node_modules/prisma/build/index.js'), ...args], {
  cwd: join(root, 'apps', app),
  stdio: 'inherit',
  env: { ...process.env, ...(await addresses()), ...engine() },
});
process.exitCode = status ?? 1;

async function addresses() {
  if (process.env.DATABASE_URL || WITHOUT_DATABASE.has(args[0])) return {};
  const { localAddresses } = await import('./local-addresses.ts');
  const found = await localAddresses(app);
  if (found) return found;
  console.error(
    'Start the shop with `npm start`, or set DATABASE_URL (and SHADOW_DATABASE_URL for migrate dev).',
  );
  process.exit(2);
}

function engine() {
  return {
    CHECKPOINT_DISABLE: '1',
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
    // The native schema engine is a download; this is the same engine from a package. Windows starts no script as a program.
    ...(process.platform !== 'win32' && {
      PRISMA_SCHEMA_ENGINE_BINARY: join(root, 'tools/prisma/schema-engine.ts'),
    }),
    // The engine is started through its #! line: by the Node that runs this, not by an older one of the machine.
    PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
  };
}
