// Lays out what each image contains: node infra/docker/image-files.mjs <folder>, after the bundles are built.
import { cpSync, globSync } from 'node:fs';
import path from 'node:path';
import { images } from './images.mjs';
import { packageFolders } from './package-folders.mjs';
import { programFiles } from './program-files.mjs';

const root = path.resolve(import.meta.dirname, '../..');

function filesOf({ programs = [], folders = [], packages = [] }) {
  return [
    ...programs.flatMap((entry) => programFiles(root, entry)),
    ...folders.flatMap((pattern) => globSync(pattern, { cwd: root }).sort()),
    ...packageFolders(root, packages).map((folder) => path.relative(root, folder)),
  ];
}

/** A tool finds the files it reads relative to its source, which is not in a folder of its own as an app's is. */
function asInSource(file) {
  return file.replace(/^(tools\/\w+)\/dist\//, '$1/');
}

const [out] = process.argv.slice(2);
if (!out) throw new Error('Usage: node infra/docker/image-files.mjs <folder>');
for (const [name, content] of Object.entries(images))
  for (const file of filesOf(content))
    cpSync(path.join(root, file), path.join(out, name, asInSource(file)), {
      recursive: true,
      // Source maps are as big as the programs. A package's own packages are on the list where they are needed.
      filter: (source) => !source.endsWith('.map') && path.basename(source) !== 'node_modules',
    });
