// Lays out what each image contains: node infra/docker/image-files.mjs <folder>, after the bundles are built.
import { cpSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { nameAndVersion } from '../../tools/build/bundled-packages.mjs';
import { billOfMaterials, everyPackage } from './bill-of-materials.mjs';
import { images } from '../../tools/images/images.mjs';
import { packageFolders } from './package-folders.mjs';
import { programFiles } from './program-files.mjs';

const root = path.resolve(import.meta.dirname, '../..');

/** Paths from the root of the repository. */
function filesOf({ programs = [], folders = [], packages = [] }) {
  return [
    ...programs.flatMap((entry) => programFiles(root, entry)),
    ...folders.flatMap((pattern) => globSync(pattern, { cwd: root }).sort()),
    ...packageFolders(root, packages).map((folder) => path.relative(root, folder)),
  ];
}

/** `name@version` of all packages: inside the bundles, and beside them. */
function packagesOf({ programs = [], folders = [], packages = [] }) {
  const bundled = [
    ...programs.flatMap((entry) => {
      const lists = read(path.join(path.dirname(entry), 'packages.json'));
      return programFiles(root, entry).flatMap((file) => lists[path.basename(file)] ?? []);
    }),
    ...folders.flatMap((folder) =>
      globSync(`${folder}/*.packages.json`, { cwd: root }).flatMap((file) =>
        Object.values(read(file)).flat(),
      ),
    ),
  ];
  return [...new Set([...bundled, ...packageFolders(root, packages).map(nameAndVersion)])].sort();
}

function read(file) {
  return JSON.parse(readFileSync(path.join(root, file), 'utf8'));
}

/** A tool finds the files it reads relative to its source, which is not in a folder of its own as an app's is. */
function asInSource(file) {
  return file.replace(/^(tools\/\w+)\/dist\//, '$1/');
}

// Source maps are as big as the programs. A package's own packages are on the list where they are needed.
const isLeftOut = (file) => /\.map$|\bpackages\.json$/.test(file) || path.basename(file) === 'node_modules';

const [out] = process.argv.slice(2);
if (!out) throw new Error('Usage: node infra/docker/image-files.mjs <folder>');
const all = everyPackage(root);
for (const [name, content] of Object.entries(images)) {
  mkdirSync(path.join(out, name), { recursive: true });
  for (const file of filesOf(content))
    cpSync(path.join(root, file), path.join(out, name, asInSource(file)), {
      recursive: true,
      filter: (source) => !isLeftOut(source),
    });
  // In the files alone scanners would not see what is inside a bundle.
  const bill = billOfMaterials(all, `tradepost-${name}`, read('package.json').version, packagesOf(content));
  writeFileSync(path.join(out, name, `${name}.cdx.json`), `${JSON.stringify(bill, null, 1)}\n`);
}
