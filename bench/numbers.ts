import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { Service } from './shop.ts';

/** What the services count: statements, calls, CPU. */
export interface Numbers {
  sql: number;
  backgroundSql: number;
  rpc: number;
  cpuS: Record<string, number>;
}

/** Sum of a counter's samples whose labels contain `part`. */
function total(text: string, name: string, part = ''): number {
  return text
    .split('\n')
    .filter((line) => line.startsWith(`${name}{`) && line.includes(part))
    .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
}

export async function numbersOf(services: readonly Service[]): Promise<Numbers> {
  const numbers: Numbers = { sql: 0, backgroundSql: 0, rpc: 0, cpuS: {} };
  for (const { name, opsUrl } of services) {
    const text = await (await fetch(`${opsUrl}/metrics`)).text();
    if (isOurs({ name })) {
      numbers.sql += total(text, 'db_client_operation_duration_seconds_count', 'kind="request"');
      numbers.backgroundSql += total(text, 'db_client_operation_duration_seconds_count', 'kind="background"');
      // Gateways ask for ended sessions every second, whatever customers do.
      numbers.rpc +=
        total(text, 'rpc_client_call_duration_seconds_count') -
        total(text, 'rpc_client_call_duration_seconds_count', 'ListTokenRevocations');
    }
    numbers.cpuS[name] = total(text, 'process_cpu_seconds_total');
  }
  return numbers;
}

export function difference(after: Numbers, before: Numbers): Numbers {
  const cpuS = Object.fromEntries(
    Object.entries(after.cpuS).map(([name, value]) => [name, value - (before.cpuS[name] ?? 0)]),
  );
  return {
    sql: after.sql - before.sql,
    backgroundSql: after.backgroundSql - before.backgroundSql,
    rpc: after.rpc - before.rpc,
    cpuS,
  };
}

/** The sandbox stands for an external provider. */
const isOurs = ({ name }: Pick<Service, 'name'>): boolean => name !== 'payment-sandbox';

/**
 * Memory in MB, where the system reports it (Linux): resident, and with what processes share divided among them, which is
 * what all together take (Node itself, 60 MB of each, is there once).
 */
export function memoryOf(services: readonly Service[]): {
  resident: Record<string, number>;
  residentSum: number;
  sharedOnceSum: number;
} {
  const resident = services.map(
    ({ name, pid }) => [name, megabytes(`/proc/${pid}/status`, 'VmRSS')] as const,
  );
  const ours = resident.filter(([name]) => isOurs({ name }));
  const shares = services.filter(isOurs).map(({ pid }) => megabytes(`/proc/${pid}/smaps_rollup`, 'Pss'));
  return {
    resident: Object.fromEntries(resident),
    residentSum: sum(ours.map(([, mb]) => mb)),
    sharedOnceSum: sum(shares),
  };
}

function megabytes(file: string, field: string): number {
  try {
    const match = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(readFileSync(file, 'utf8'));
    return Math.round(Number(match?.[1] ?? NaN) / 1024);
  } catch {
    return NaN;
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

/** Per cent of a core that each process takes while idle. */
export async function idleCost(
  services: readonly Service[],
  seconds: number,
): Promise<Record<string, number>> {
  // What was asked for before is over then, its events are published and read.
  await pause(SETTLING_MS);
  const [before, began] = [await numbersOf(services), performance.now()];
  await pause(seconds * 1_000);
  const { cpuS } = difference(await numbersOf(services), before);
  const tookS = (performance.now() - began) / 1_000;
  return Object.fromEntries(
    Object.entries(cpuS).map(([service, s]) => [service, Math.round((10_000 * s) / tookS) / 100]),
  );
}

const SETTLING_MS = 10_000;
