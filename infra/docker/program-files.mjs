// The files of a bundle that one of its entries needs: what only another entry needs (demo data) stays behind.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const CHUNK = /["'`]\.\/([\w.-]+\.(?:mjs|wasm))["'`]/g;

/** Paths from the root, of the entry, its chunks and the files that they read. */
export function programFiles(root, entry) {
  const folder = path.dirname(entry);
  const present = new Set(readdirSync(path.join(root, folder)));
  const found = new Set();
  const add = (name) => {
    if (found.has(name) || !present.has(name)) return;
    found.add(name);
    if (!name.endsWith('.mjs')) return;
    const text = readFileSync(path.join(root, folder, name), 'utf8');
    for (const [, chunk] of text.matchAll(CHUNK)) add(chunk);
  };
  add(path.basename(entry));
  if (found.size === 0) throw new Error(`${entry} is not built`);
  return [...found].sort().map((name) => path.join(folder, name));
}
