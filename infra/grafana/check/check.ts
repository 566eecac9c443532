// `npm run dashboards -- --check`: every query of every panel, asked of a Prometheus that has scraped a running shop.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { NOT_CHECKED } from '../../../tools/dev/testing/checks.ts';
import { boards } from '../boards/index.ts';
import { panelQueries } from '../queries/dashboard-queries.ts';
import { withEverything } from '../queries/promql.ts';
import { MAY_BE_EMPTY } from './empty-panels.ts';
import { load } from './load.ts';
import { Prometheus, type Sample, type Target } from './prometheus.ts';
import { faultsOf, hasValue, type Seen } from './verdict.ts';

interface StackFile {
  baseUrl: string;
  services: Target[];
}

const root = path.resolve(import.meta.dirname, '../../..');
/** After the load: enough for a rate, and for the rules to have seen it. */
const SCRAPES = 5;
const SCRAPES_LIMIT_MS = 60_000;

export async function checkDashboards(): Promise<number> {
  const file = process.env['TEST_STACK_FILE'] ?? path.join(root, '.local/dev/stack.json');
  if (!existsSync(file)) {
    console.error('There is no shop to scrape. Start one in another terminal: npm start');
    return 1;
  }
  const { baseUrl, services } = JSON.parse(readFileSync(file, 'utf8')) as StackFile;
  const prometheus = await Prometheus.start(services);
  if (!prometheus) {
    console.error('Prometheus is missing; this helps: sudo apt-get install prometheus');
    return NOT_CHECKED;
  }
  try {
    await scraped(prometheus, services.length);
    await load(baseUrl);
    await scraped(prometheus, services.length);
    return report(await askAll(prometheus));
  } finally {
    await prometheus.stop();
  }
}

/** Waits until each target has been scraped often enough from now on. */
async function scraped(prometheus: Prometheus, targets: number): Promise<void> {
  const from = Date.now() / 1000;
  const enough = `count(count_over_time((up == 1 and timestamp(up) > ${from})[5m:1s]) >= ${SCRAPES})`;
  const isSo = async (): Promise<boolean> => (await prometheus.query(enough))[0]?.value === targets;
  await prometheus.until(`${SCRAPES} scrapes of ${targets} instances`, isSo, SCRAPES_LIMIT_MS);
}

async function askAll(prometheus: Prometheus): Promise<Seen[]> {
  const seen: Seen[] = [];
  for (const { name, dashboard } of boards)
    for (const query of panelQueries(name, dashboard))
      seen.push({ ...query, samples: await prometheus.query(withEverything(query.expr)) });
  return seen;
}

function report(seen: Seen[]): number {
  for (const one of seen) console.log(row(one));
  const faults = faultsOf(seen, MAY_BE_EMPTY);
  for (const fault of faults) console.error(fault);
  console.log(`${seen.length} queries, ${seen.filter(hasValue).length} with values, ${faults.length} faults`);
  return faults.length === 0 ? 0 : 1;
}

/** `gateway: Requests    3 series   {{route}} 0.25`: the largest value, with what the legend says of it. */
function row({ place, legend, samples }: Seen): string {
  const finite = samples.filter(({ value }) => Number.isFinite(value)).sort((a, b) => b.value - a.value);
  const shown = finite.slice(0, 3).map((sample) => `${named(legend, sample)} ${shortened(sample.value)}`);
  return `${place.padEnd(52)} ${String(finite.length).padStart(3)}  ${shown.join(' | ')}`;
}

function named(legend: string, { metric }: Sample): string {
  return legend.replaceAll(/\{\{(\w+)\}\}/g, (_, label: string) => metric[label] ?? '').trim();
}

const shortened = (value: number): string => String(Number(value.toPrecision(4)));
