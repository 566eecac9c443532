import { readFileSync } from 'node:fs';
import { type Service } from './shop.ts';

/** What the services count: statements, calls, CPU. */
export type Numbers = { sql: number; backgroundSql: number; rpc: number; cpuS: Record<string, number> };

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
    // The sandbox stands for somebody else's books.
    if (name !== 'payment-sandbox') {
      numbers.sql += total(text, 'db_statements_total', 'kind="request"');
      numbers.backgroundSql += total(text, 'db_statements_total', 'kind="background"');
      numbers.rpc += total(text, 'rpc_client_seconds_count');
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

/** Resident memory in MB, where the system tells (Linux). */
export function memoryOf(services: readonly Service[]): Record<string, number> {
  return Object.fromEntries(services.map(({ name, pid }) => [name, residentMb(pid)]));
}

function residentMb(pid: number): number {
  try {
    const match = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return Math.round(Number(match?.[1] ?? NaN) / 1024);
  } catch {
    return NaN;
  }
}
