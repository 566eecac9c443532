// `node tools/demo-catalogue/main.ts <folder>`: writes the demo catalogue with its pictures, for the seed of `product`.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readCatalogue } from './catalogue.ts';
import { catalogueFiles } from './catalogue-files.ts';

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  console.error('Usage: node tools/demo-catalogue/main.ts <folder>');
  process.exit(2);
}
rmSync(path.join(folder, 'pictures'), { recursive: true, force: true });
mkdirSync(path.join(folder, 'pictures'), { recursive: true });
for (const [file, content] of catalogueFiles(readCatalogue()))
  writeFileSync(path.join(folder, file), content);
