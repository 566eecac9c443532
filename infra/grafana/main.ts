// `npm run dashboards`: writes infra/grafana/dashboards from the TypeScript beside it.
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { dashboardFiles, folder } from './files.ts';

const files = await dashboardFiles();
for (const name of readdirSync(folder)) if (!files.has(name)) rmSync(path.join(folder, name));
for (const [name, text] of files) writeFileSync(path.join(folder, name), text);
console.log(`${files.size} files in infra/grafana/dashboards`);
