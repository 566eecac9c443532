// `node infra/prometheus/compress.ts <folder> <factor>`: the rules for a faster clock, for `npm run drill`.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { compressedRules } from './compressed-rules.ts';
import { rulesFolder } from './rule-files.ts';

const [folder = '', factor = '1'] = process.argv.slice(2);
for (const name of readdirSync(rulesFolder))
  writeFileSync(
    path.join(folder, name),
    compressedRules(readFileSync(path.join(rulesFolder, name), 'utf8'), Number(factor)),
  );
