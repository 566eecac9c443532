// The folders of a package and of all that it depends on, as Node would find them.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Optional packages that are not installed, such as those of other platforms, are left out. */
export function packageFolders(root, names) {
  const found = new Set();
  const add = (name, from, isOptional) => {
    const folder = resolve(name, from, root);
    if (!folder && isOptional) return;
    if (!folder) throw new Error(`${name}, which ${path.relative(root, from)} needs, is not installed`);
    if (found.has(folder)) return;
    found.add(folder);
    const { dependencies = {}, optionalDependencies = {} } = read(folder);
    for (const one of Object.keys(dependencies)) add(one, folder, one in optionalDependencies);
    for (const one of Object.keys(optionalDependencies)) add(one, folder, true);
  };
  for (const name of names) add(name, root, false);
  return [...found].sort();
}

function resolve(name, from, root) {
  for (let at = from; ; at = path.dirname(at)) {
    const folder = path.join(at, 'node_modules', name);
    if (existsSync(path.join(folder, 'package.json'))) return folder;
    if (at === root) return undefined;
  }
}

function read(folder) {
  return JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
}
