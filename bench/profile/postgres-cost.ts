import { readFileSync } from 'node:fs';
import { readStats } from '../measures/processes.ts';
import { markdown, shown } from '../measures/table.ts';
import type { Side } from '../sides/side.ts';
import { type Statement, Statements } from './statements.ts';

const LISTED = 12;
const MS_PER_TICK = 10;

/** Begins to count; `tables` say what Postgres did for each of so many operations. */
export async function costOfPostgres(
  side: Side,
): Promise<{ tables: (operations: number, cpuMs: number) => Promise<string> }> {
  const statements = new Statements(side.stack);
  const isCounted = await statements.reset();
  const before = cpuByKind(side.postgresPid);
  return {
    tables: async (operations, cpuMs) => {
      const after = cpuByKind(side.postgresPid);
      const kinds = [...after].map(
        ([kind, ms]) => [`CPU of ${kind}, ms`, (ms - (before.get(kind) ?? 0)) / operations] as const,
      );
      const counted = isCounted ? await statements.read() : [];
      await statements.close();
      const each = (of: (one: Statement) => number): number =>
        counted.reduce((sum, one) => sum + of(one), 0) / operations;
      const isCommit = ({ text }: Statement): boolean => /^(COMMIT|END)/i.test(text);
      const rows: (readonly [string, number])[] = [
        ['CPU of all processes, ms', cpuMs],
        ...kinds.filter(([, ms]) => ms > 0.01),
        ['planning, ms', each(({ planning }) => planning)],
        ['execution without COMMIT, ms', each((one) => (isCommit(one) ? 0 : one.execution))],
        [
          'COMMIT of transactions, with its wait for the WAL, ms',
          each((one) => (isCommit(one) ? one.execution : 0)),
        ],
        ['WAL, KB', each(({ walKb }) => walKb)],
        ['statements, transaction control included', each(({ calls }) => calls)],
      ];
      const summary = markdown([
        ['Postgres, each', 'ms'],
        ...rows.map(([name, ms]) => [name, ms.toFixed(2)]),
      ]);
      return counted.length > 0 ? `${summary}\n\n${listOf(counted, operations)}` : summary;
    },
  };
}

function listOf(statements: readonly Statement[], operations: number): string {
  const rows = statements
    .slice(0, LISTED)
    .map(({ text, role, calls, planning, execution, walKb }) => [
      text.replaceAll(/\s+/g, ' ').replaceAll('|', '\\|').slice(0, 90),
      role,
      ...[calls, planning, execution, walKb].map((value) => shown(value / operations)),
    ]);
  return markdown([['statement', 'of', 'calls', 'planning, ms', 'execution, ms', 'WAL, KB'], ...rows]);
}

/** `postgres: walwriter`, or a session: `postgres: cart tradepost [local] idle`. */
function cpuByKind(postmaster: number): Map<string, number> {
  const kinds = new Map<string, number>();
  for (const [pid, { parent, ticks }] of readStats()) {
    if (parent !== postmaster) continue;
    const title = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
    const kind = /: (checkpointer|walwriter|background writer|autovacuum|stats|logical)/.exec(title)?.[1];
    const name = kind ?? 'sessions';
    kinds.set(name, (kinds.get(name) ?? 0) + ticks * MS_PER_TICK);
  }
  return kinds;
}
