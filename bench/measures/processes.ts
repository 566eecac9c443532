import { readdirSync, readFileSync } from 'node:fs';

/** What the system counts of a process (Linux, /proc/<pid>/stat). */
export interface ProcessStat {
  readonly parent: number;
  /** CPU of all its threads, and of its children that have ended. */
  readonly ticks: number;
}

const TICKS_PER_SECOND = 100;

/** Its second field is the name of the program, which may contain blanks and parentheses. */
export function parseStat(text: string): ProcessStat {
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [user = 0, system = 0, childrenUser = 0, childrenSystem = 0] = fields.slice(11, 15).map(Number);
  return { parent: Number(fields[1]), ticks: user + system + childrenUser + childrenSystem };
}

/** Ticks of a process and of all below it: Postgres has a process per connection. */
export function treeTicks(root: number, stats: ReadonlyMap<number, ProcessStat>): number {
  const below = [...stats].filter(([, { parent }]) => parent === root);
  return below.reduce((sum, [pid]) => sum + treeTicks(pid, stats), stats.get(root)?.ticks ?? 0);
}

export function readStats(): Map<number, ProcessStat> {
  const stats = new Map<number, ProcessStat>();
  for (const name of readdirSync('/proc')) {
    const text = /^\d+$/.test(name) ? readProc(`/proc/${name}/stat`) : undefined;
    if (text) stats.set(Number(name), parseStat(text));
  }
  return stats;
}

/** CPU in ms that each of these processes has used, with all that it started. */
export function cpuMsOf(processes: Readonly<Record<string, number>>): Record<string, number> {
  const stats = readStats();
  const ms = Object.entries(processes).map(([name, pid]) => [name, treeTicks(pid, stats) * MS_PER_TICK]);
  return Object.fromEntries(ms) as Record<string, number>;
}

const MS_PER_TICK = 1_000 / TICKS_PER_SECOND;

/** A field such as `VmHWM`, the most memory that it ever had, in MB. */
export function megabytesIn(text: string, field: string): number {
  const match = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(text);
  return Math.round(Number(match?.[1] ?? NaN) / 1024);
}

export const memoryMb = (pid: number, file: 'status' | 'smaps_rollup', field: string): number =>
  megabytesIn(readProc(`/proc/${pid}/${file}`) ?? '', field);

/** Undefined: it has ended, or this is not Linux. */
function readProc(file: string): string | undefined {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return undefined;
  }
}
