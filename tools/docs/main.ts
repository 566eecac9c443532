// `npm run docs:config`: writes the pages that are made from the typed configurations.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { configurationPage } from './configuration-page.ts';
import { environmentExample } from './environment-example.ts';
import { readVariables, root } from './settings.ts';

const variables = await readVariables();
const example = path.join(root, '.env.example');
writeFileSync(path.join(root, 'docs/configuration.md'), configurationPage(variables));
writeFileSync(example, environmentExample(readFileSync(example, 'utf8'), variables));
