import { setTimeout as pause } from 'node:timers/promises';
import { markdown, shown } from '../measures/table.ts';
import { type Statement, Statements } from '../profile/statements.ts';
import type { Side } from '../sides/side.ts';

const SCRAPE_MS = 15_000;
/** Less than a plan by an index needs for a few rows. */
const FEW_PAGES = 25;
const TEXT_LENGTH = 90;

interface Idle {
  readonly statements: ReadonlyMap<string, Statement>;
  readonly cpu: Readonly<Record<string, number>>;
  readonly seconds: number;
}

/**
 * What sweepers, checks and metrics do while nobody asks for anything: statements that read more pages in the filled shop
 * than in the other, and CPU of each process. Both at the same time, scraped as by Prometheus.
 */
export async function background(sides: readonly Side[], seconds: number): Promise<string> {
  const idle = await Promise.all(sides.map((side) => idleOf(side, seconds)));
  const [small, grown] = [idle[0], idle.at(-1)];
  if (!small || !grown) return '';
  return `${statementTable(small, grown)}\n\n${cpuTable(idle, sides)}`;
}

async function idleOf(side: Side, seconds: number): Promise<Idle> {
  const statements = new Statements(side.stack);
  await side.untilQuiet();
  await statements.reset();
  const [cpuBefore, began] = [side.cpuMs(), performance.now()];
  for (const end = began + seconds * 1_000; performance.now() < end; await pause(SCRAPE_MS)) {
    for (const { opsUrl } of side.stack.services)
      await fetch(`${opsUrl}/metrics`).then((answer) => answer.text());
  }
  const took = performance.now() - began;
  const cpu = Object.entries(side.cpuMs()).map(([name, ms]) => [
    name,
    (100 * (ms - (cpuBefore[name] ?? 0))) / took,
  ]);
  const found = await statements.read();
  await statements.close();
  return {
    statements: new Map(found.map((one) => [`${one.role}: ${one.text}`, one])),
    cpu: Object.fromEntries(cpu) as Record<string, number>,
    seconds: took / 1_000,
  };
}

function statementTable(small: Idle, grown: Idle): string {
  const perCall = (idle: Idle, key: string, of: 'pages' | 'execution'): number => {
    const one = idle.statements.get(key);
    return one ? one[of] / one.calls : NaN;
  };
  const rows = [...grown.statements]
    .filter(([key]) => perCall(grown, key, 'pages') > FEW_PAGES)
    .toSorted(([, a], [, b]) => b.pages - a.pages)
    .map(([key, { text, role, calls }]) => [
      text.replaceAll(/\s+/g, ' ').slice(0, TEXT_LENGTH),
      role,
      shown((60 * calls) / grown.seconds),
      ...[small, grown].flatMap((idle) => [
        shown(perCall(idle, key, 'pages')),
        shown(perCall(idle, key, 'execution')),
      ]),
    ]);
  const head = ['idle, statement', 'of', 'per minute', 'pages, small', 'ms', 'pages, grown', 'ms'];
  return markdown([head, ...rows]);
}

const cpuTable = (idle: readonly Idle[], sides: readonly Side[]): string =>
  markdown([
    ['idle, per cent of a core', ...sides.map(({ name }) => name)],
    ...Object.keys(idle[0]?.cpu ?? {}).map((name) => [
      name,
      ...idle.map(({ cpu }) => shown(cpu[name] ?? NaN)),
    ]),
  ]);
