import path from 'node:path';
import { markdown } from '../measures/table.ts';
import type { Options } from '../options.ts';
import { type Scenario, scenarios } from '../scenarios.ts';
import type { Side } from '../sides/side.ts';
import { sharesByPart, sourceMapped } from './attribute.ts';
import { Inspector } from './inspector.ts';
import { costOfPostgres } from './postgres-cost.ts';

/** Prints where the CPU of an operation goes, by part and service: a table per scenario and number of callers. */
export async function profile(sides: readonly Side[], options: Options): Promise<void> {
  for (const side of sides) {
    const inspectors = await inspectorsOf(side);
    for (const scenario of await scenarios(side, options.callers)) {
      const wanted = options.only.length > 0 ? options.only : ['W4', 'W5'];
      if (!wanted.some((one) => scenario.name.startsWith(one))) continue;
      for (const callers of scenario.callers) {
        await scenario.run(callers, options.seconds / 2);
        await side.untilQuiet();
        await profileOne(side, { inspectors, scenario, callers, seconds: options.seconds });
      }
    }
    for (const inspector of inspectors.values()) inspector.close();
  }
}

async function inspectorsOf({ stack, folder }: Side): Promise<Map<string, Inspector>> {
  const inspectors = new Map<string, Inspector>();
  for (const { name, pid } of stack.services)
    inspectors.set(name, await Inspector.of(pid, path.join(folder, 'logs', `${name}.log`)));
  return inspectors;
}

interface Run {
  readonly inspectors: ReadonlyMap<string, Inspector>;
  readonly scenario: Scenario;
  readonly callers: number;
  readonly seconds: number;
}

/** How long is measured without the profiler, which costs something itself; what takes how much of it, with it. */
async function profileOne(side: Side, { inspectors, scenario, callers, seconds }: Run): Promise<void> {
  const postgres = await costOfPostgres(side);
  const before = side.cpuMs();
  const { done } = await scenario.run(callers, seconds);
  await side.untilQuiet();
  const after = side.cpuMs();
  const msEach = (name: string): number => ((after[name] ?? 0) - (before[name] ?? 0)) / done;
  const tables = await postgres.tables(done, msEach('Postgres'));

  await Promise.all([...inspectors.values()].map((one) => one.start()));
  await scenario.run(callers, seconds);
  await side.untilQuiet();
  const columns = new Map<string, Map<string, number>>();
  const sourceOf = sourceMapped();
  for (const [name, inspector] of inspectors) {
    const shares = sharesByPart(await inspector.stop(), sourceOf);
    const ms = [...shares].map(([part, share]) => [part, share * msEach(name)] as const);
    columns.set(name, new Map(ms));
  }
  console.log(`\n${tableByPart(`${scenario.name}, ${callers} callers, ms of CPU each`, columns)}`);
  console.log(`\n${tables}`);
}

// What takes less of all of them is not listed.
const SMALLEST = 0.005;

function tableByPart(title: string, columns: ReadonlyMap<string, ReadonlyMap<string, number>>): string {
  const totals = new Map<string, number>();
  for (const column of columns.values())
    for (const [part, ms] of column) totals.set(part, (totals.get(part) ?? 0) + ms);
  const all = sum(totals);
  const names = [...columns.keys()].filter((name) => sum(columns.get(name) ?? []) > SMALLEST * all);
  const row = (title: string, cells: number[]): string[] => [
    title,
    ...cells.map((ms) => (ms < 0.005 ? '' : ms.toFixed(2))),
  ];
  const rows = [...totals]
    .sort((a, b) => b[1] - a[1])
    .filter(([, ms]) => ms > SMALLEST * all)
    .map(([part, ms]) => row(part, [ms, ...names.map((name) => columns.get(name)?.get(part) ?? 0)]));
  const last = row('all', [all, ...names.map((name) => sum(columns.get(name) ?? []))]);
  return markdown([[title, 'all', ...names], ...rows, last]);
}

const sum = (parts: Iterable<readonly [string, number]>): number =>
  [...parts].reduce((total, [, ms]) => total + ms, 0);
