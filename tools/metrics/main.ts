// Does a running shop export what docs/metrics.md says? Reads every process that the stack's file names.
import { readFileSync } from 'node:fs';
import { readSeries } from '../docs/series.ts';
import { faultsOf, namesIn } from './exported.ts';

const [file = '.local/dev/stack.json'] = process.argv.slice(2);
const { services } = JSON.parse(readFileSync(file, 'utf8')) as {
  services: { name: string; opsUrl: string }[];
};
const groups = await readSeries();
const declared = new Map(groups.flatMap(({ series }) => series.map((one) => [one.name, one] as const)));
const faults: string[] = [];
const seen = new Set<string>();
for (const { name, opsUrl } of services) {
  const text = await (await fetch(`${opsUrl}/metrics`)).text();
  faults.push(...faultsOf(text, declared).map((fault) => `${name}: ${fault}`));
  for (const series of namesIn(text)) seen.add(series);
}
for (const name of declared.keys())
  if (!seen.has(name)) faults.push(`${name} is declared and nothing exports it`);
for (const fault of faults) console.error(fault);
console.log(`${declared.size} declared series, ${services.length} processes, ${faults.length} faults`);
process.exitCode = faults.length === 0 ? 0 : 1;
