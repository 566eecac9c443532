import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';
import type { Config } from '@react-router/dev/config';

/** Pictures and fonts are packed already. */
const PACKABLE = /\.(?:js|css|svg|webmanifest)$/;

/** Packs once what is sent many times; the server picks the file that the browser can read. */
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
  // The shop has few routes. Asking for them link by link costs requests, and fails where the network does.
  routeDiscovery: { mode: 'initial' },
  buildEnd: async ({ reactRouterConfig: { buildDirectory } }) => {
    await pack(join(buildDirectory, 'client'));
    // The stack and the image start every app by the same name.
    await writeFile(join(buildDirectory, 'main.mjs'), "import './server/main.mjs';\n");
  },
} satisfies Config;
