// `npm run rules`: writes what is made from the tables of this folder.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { rulesFolder } from './rule-files.ts';
import { sloRuleFile } from './slo-rules.ts';

writeFileSync(path.join(rulesFolder, 'slo.yaml'), sloRuleFile());
