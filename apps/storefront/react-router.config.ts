import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';
import type { Config } from '@react-router/dev/config';

/** Pictures and fonts are compressed already. */
const PACKABLE = /\.(?:js|css|svg|webmanifest)$/;

/** Compresses static files at build time; the server picks the encoding that the browser accepts. */
async function pack(folder: string): Promise<void> {
  const files = (await readdir(folder, { recursive: true })).filter((name) => PACKABLE.test(name));
  const one = async (file: string): Promise<void> => {
    const content = await readFile(file);
    await Promise.all([
      promisify(brotliCompress)(content).then((packed) => writeFile(`${file}.br`, packed)),
      promisify(gzip)(content, { level: 9 }).then((packed) => writeFile(`${file}.gz`, packed)),
    ]);
  };
  await Promise.all(files.map((name) => one(join(folder, name))));
}

export default {
  appDirectory: 'src',
  buildDirectory: 'dist',
  serverBuildFile: 'main.mjs',
  // There are few routes. Discovering them link by link costs requests and fails offline.
  routeDiscovery: { mode: 'initial' },
  buildEnd: async ({ reactRouterConfig: { buildDirectory } }) => {
    await pack(join(buildDirectory, 'client'));
    // The dev stack and the image start every app by the same file name.
    await writeFile(join(buildDirectory, 'main.mjs'), "import './server/main.mjs';\n");
  },
} satisfies Config;
