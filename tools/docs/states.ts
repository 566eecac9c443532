// `npm run docs:states`: draws the state diagrams from the transition tables.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './settings.ts';
import { statesPage } from './states-page.ts';

writeFileSync(path.join(root, 'docs/states.md'), await statesPage());
