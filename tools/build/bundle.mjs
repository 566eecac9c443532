// Bundles an app's entries (main, seed) from source into apps/<app>/dist, or a program of tools/ into dist beside it.
// Usage: node tools/build/bundle.mjs <app or tools/…/program.ts> ...
import { existsSync, readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname, join, parse } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';
import { bundledPackages } from './bundled-packages.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

// Optional for Nest and pg, or native: they stay outside the bundle.
const EXTERNAL = [
  '@nestjs/websockets',
  '@nats-io/transport-node',
  'kafkajs',
  'mqtt',
  'amqplib',
  'amqp-connection-manager',
  'cache-manager',
  '@fastify/multipart',
  '@nestjs/platform-express',
  'class-validator',
  'class-transformer',
  '@fastify/static',
  '@fastify/view',
  '@grpc/proto-loader',
  'pg-native',
  '@node-rs/argon2',
  // Reads its WebAssembly from beside it.
  '@prisma/schema-engine-wasm',
];

/** Prisma ships its query compiler as text inside a module, which would stay in memory; beside the bundle it is a file. */
const compilerAsFile = {
  name: 'compiler-as-file',
  async load(id) {
    if (!id.endsWith('.wasm-base64.mjs')) return undefined;
    const { wasm } = await import(pathToFileURL(id).href);
    const fileName = 'query-compiler.wasm';
    this.emitFile({ type: 'asset', fileName, source: Buffer.from(wasm, 'base64') });
    return `import { readFileSync } from 'node:fs';
      export const wasm = { [Symbol.toPrimitive]: () => readFileSync(new URL('./${fileName}', import.meta.url), 'base64') };`;
  },
};

/**
 * A CommonJS package inside a bundle runs where its importer does, which is after all other imports of that file: too
 * late for what every decorator calls. As a module of its own kind it keeps its place.
 */
const metadataFirst = {
  name: 'metadata-first',
  transform: (code, id) =>
    id.endsWith('/reflect-metadata/Reflect.js') ? { code: `${code}\nexport {};`, map: null } : undefined,
};

/**
 * An import of node:http evaluates all of its exports. One of them is WebSocket, which loads undici: 3 MB in each process,
 * for those who use it only.
 */
const httpOnDemand = {
  name: 'http-on-demand',
  resolveId: (id) => (id === 'http' || id === 'node:http' ? '\0http' : undefined),
  load: (id) => (id === '\0http' ? `module.exports = process.getBuiltinModule('node:http');` : undefined),
};

/**
 * undici's index evaluates fetch, caches, mocks and proxies as well. Our client and @fastify/reply-from use these four, and
 * without the others a bundle is half a megabyte smaller.
 */
const dispatchersOnly = {
  name: 'dispatchers-only',
  resolveId: (id) => (id === 'undici' ? '\0undici' : undefined),
  load: (id) =>
    id === '\0undici'
      ? `
        const Dispatcher = require('undici/lib/dispatcher/dispatcher.js');
        Object.assign(Dispatcher.prototype, require('undici/lib/api/index.js'));
        exports.Dispatcher = Dispatcher;
        exports.Agent = require('undici/lib/dispatcher/agent.js');
        exports.Client = require('undici/lib/dispatcher/client.js');
        exports.Pool = require('undici/lib/dispatcher/pool.js');`
      : undefined,
};

/** The rolldown options of an app; `output` is separate because it is used when writing. */
export function bundling(app) {
  const dir = join(root, 'apps', app);
  const input = Object.fromEntries(
    ['main', 'seed']
      .map((name) => [name, join(dir, 'src', `${name}.ts`)])
      .filter(([, file]) => existsSync(file)),
  );
  return options({ input, dir: join(dir, 'dist'), newestMigration: newestMigrationOf(dir) });
}

/** A service takes no traffic before this one is applied, and an image has no folder of migrations to ask. */
function newestMigrationOf(dir) {
  const folder = join(dir, 'prisma/migrations');
  if (!existsSync(folder)) return '';
  const migrations = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return (
    migrations
      .map(({ name }) => name)
      .sort()
      .at(-1) ?? ''
  );
}

export async function bundle(app) {
  await write(bundling(app));
}

/** A program outside the apps, so that it runs where only bundles are. */
export async function bundleProgram(file) {
  const input = { [parse(file).name]: join(root, file) };
  const dir = join(root, dirname(file), 'dist');
  await write(options({ input, dir }));
}

function options({ input, dir, newestMigration = '' }) {
  return {
    input,
    platform: 'node',
    plugins: [
      compilerAsFile,
      metadataFirst,
      httpOnDemand,
      dispatchersOnly,
      bundledPackages((folder) => join(folder, 'packages.json')),
    ],
    // Each file by the one nearest to it: that of an app says nothing of the libraries, which have decorators too.
    tsconfig: true,
    external: (id) => EXTERNAL.some((name) => id === name || id.startsWith(`${name}/`)),
    logLevel: 'warn',
    onLog: refuseUnresolved,
    // Packages that ask it are React's: what it does for developers costs a mail more than all the rest of it. Our own
    // code asks its configuration.
    transform: {
      define: {
        'process.env.NODE_ENV': '"production"',
        NEWEST_MIGRATION: JSON.stringify(newestMigration),
      },
    },
    output: {
      dir,
      format: 'esm',
      entryFileNames: '[name].mjs',
      chunkFileNames: '[name]-[hash].mjs',
      sourcemap: true,
      keepNames: true,
      // V8 keeps the text of a program, with two bytes for each character as soon as one of them needs two. Without
      // comments and blanks, and in ASCII, it is a third as much; names stay, for stack traces.
      comments: false,
      minify: { compress: false, mangle: false, codegen: { removeWhitespace: true, asciiOnly: true } },
      // CommonJS packages inside the bundle ask for node's own modules by require.
      banner:
        "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
  };
}

/**
 * rolldown only warns of a package that it does not find and leaves its import in the bundle, which then fails at start;
 * and Nx would keep that bundle in its cache.
 */
function refuseUnresolved(level, log, report) {
  report(log.code === 'UNRESOLVED_IMPORT' ? 'error' : level, log);
}

async function write({ output, ...input }) {
  await rm(output.dir, { recursive: true, force: true });
  const build = await rolldown(input);
  await build.write(output);
  await build.close();
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  for (const what of process.argv.slice(2)) await (what.endsWith('.ts') ? bundleProgram(what) : bundle(what));
