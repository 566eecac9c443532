// Bundles an app's entries (main, seed) from source into apps/<app>/dist, or a program of tools/ into dist beside it.
// Usage: node tools/build/bundle.mjs <app or tools/…/program.ts> ...
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname, join, parse } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const root = fileURLToPath(new URL('../..', import.meta.url));

// Loaded by Nest and pg only when somebody installs them, or native: they stay outside the bundle.
const EXTERNAL = [
  '@nestjs/websockets',
  '@nestjs/microservices',
  '@nestjs/platform-express',
  'class-validator',
  'class-transformer',
  '@fastify/static',
  '@fastify/view',
  '@grpc/proto-loader',
  'pg-native',
  '@node-rs/argon2',
];

export async function bundle(app) {
  const dir = join(root, 'apps', app);
  const input = Object.fromEntries(
    ['main', 'seed']
      .map((name) => [name, join(dir, 'src', `${name}.ts`)])
      .filter(([, file]) => existsSync(file)),
  );
  await write({ input, dir: join(dir, 'dist'), tsconfig: join(dir, 'tsconfig.json') });
}

/** A program outside the apps, so that it runs where only bundles are. */
export async function bundleProgram(file) {
  const input = { [parse(file).name]: join(root, file) };
  await write({ input, dir: join(root, dirname(file), 'dist'), tsconfig: join(root, 'tools/tsconfig.json') });
}

async function write({ input, dir, tsconfig }) {
  await rm(dir, { recursive: true, force: true });
  const build = await rolldown({
    input,
    platform: 'node',
    tsconfig,
    external: (id) => EXTERNAL.some((name) => id === name || id.startsWith(`${name}/`)),
    logLevel: 'warn',
  });
  await build.write({
    dir,
    format: 'esm',
    entryFileNames: '[name].mjs',
    chunkFileNames: '[name]-[hash].mjs',
    sourcemap: true,
    keepNames: true,
    // CommonJS packages inside the bundle ask for node's own modules by require.
    banner:
      "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  });
  await build.close();
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  for (const what of process.argv.slice(2)) await (what.endsWith('.ts') ? bundleProgram(what) : bundle(what));
