// Which packages a bundler put into which file: the bill of materials of an image is made from it.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const INSIDE_PACKAGE = /^(.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+)[\\/]/;

/** A plugin of rolldown and Vite; writes `{ "main.mjs": ["pg@8.23.1", …] }`, each list sorted. */
export function bundledPackages(fileFor) {
  return {
    name: 'bundled-packages',
    writeBundle({ dir }, bundle) {
      const chunks = Object.values(bundle).filter(({ type }) => type === 'chunk');
      const lists = chunks
        .map(({ fileName, moduleIds }) => [fileName, packagesOf(moduleIds)])
        .sort(([a], [b]) => (a < b ? -1 : 1));
      writeFileSync(fileFor(dir), `${JSON.stringify(Object.fromEntries(lists), null, 2)}\n`);
    },
  };
}

function packagesOf(moduleIds) {
  const folders = moduleIds
    .map((id) => INSIDE_PACKAGE.exec(id)?.[1])
    .filter((folder) => folder !== undefined);
  return [...new Set(folders)].map(nameAndVersion).sort();
}

const known = new Map();

export function nameAndVersion(folder) {
  if (!known.has(folder)) {
    const { name, version } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
    known.set(folder, `${name}@${version}`);
  }
  return known.get(folder);
}
