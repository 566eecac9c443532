// `npm run dashboards`: writes infra/grafana/dashboards from the TypeScript beside it. `--check` asks every query of a
// Prometheus that scrapes the running shop.
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { checkDashboards } from './check/check.ts';
import { dashboardFiles, folder } from './files.ts';

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
process.exitCode = values.check ? await checkDashboards() : await write();

async function write(): Promise<number> {
  const files = await dashboardFiles();
  for (const name of readdirSync(folder)) if (!files.has(name)) rmSync(path.join(folder, name));
  for (const [name, text] of files) writeFileSync(path.join(folder, name), text);
  console.log(`${files.size} files in infra/grafana/dashboards`);
  return 0;
}
