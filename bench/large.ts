// `npm run bench:large`: a catalogue of 25 000 products with 100 000 variants: how fast it is imported and listed.
import { parseArgs } from 'node:util';
import { importLargeCatalogue, largeLists } from './large-catalogue.ts';
import { load } from './load.ts';
import { cpuMsOf } from './measures/processes.ts';
import { Http, runningStack, staffHeaders } from './shop.ts';

const { values } = parseArgs({
  options: {
    products: { type: 'string', default: '25000' },
    seconds: { type: 'string', default: '5' },
    callers: { type: 'string', default: '1,16' },
    import: { type: 'boolean', default: true },
  },
  allowNegative: true,
});
const LISTING = ['gateway', 'product'];
const callers = values.callers.split(',').map(Number);
const stack = runningStack();
// Whose work a list is, beside Postgres.
const processes = Object.fromEntries(
  stack.services.filter(({ name }) => LISTING.includes(name)).map(({ name, pid }) => [name, pid]),
);
const http = new Http(stack.baseUrl, Math.max(...callers, 16));

if (values.import) {
  const perSecond = await importLargeCatalogue(
    http,
    await staffHeaders(http, stack),
    Number(values.products),
  );
  console.log(`${values.products} products with 4 variants each, imported at ${perSecond.toFixed(0)}/s`);
}
for (const { name, work } of largeLists(http)) {
  await load(4, 1, work);
  for (const count of callers) {
    const before = cpuMsOf(processes);
    const rate = await load(count, Number(values.seconds), work);
    const after = cpuMsOf(processes);
    const cpuMs = Object.keys(processes).map(
      (service) => `${service} ${(((after[service] ?? 0) - (before[service] ?? 0)) / rate.done).toFixed(1)}`,
    );
    console.log(
      `${name.padEnd(20)} ${String(count).padStart(3)} callers ${rate.perSecond.toFixed(0).padStart(5)}/s  ` +
        `p50 ${rate.p50Ms.toFixed(1)} ms  p95 ${rate.p95Ms.toFixed(1)} ms  ${rate.failures} failed  CPU ms ${cpuMs.join(', ')}`,
    );
  }
}
await http.close();
