// `npm run rules`: writes what is made from the tables and rules of this folder and of infra/alertmanager.
import { writeFileSync } from 'node:fs';
import { generatedFiles } from './generated-files.ts';

for (const { file, text } of generatedFiles) writeFileSync(file, text());
