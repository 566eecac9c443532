import type { Scenario } from '../scenarios.ts';
import type { Side } from '../sides/side.ts';
import { allocatedKb } from './counts.ts';
import type { Measures } from './statistics.ts';

/** Loads one shop, and measures all that this makes it do until it is quiet again. */
export async function turn(
  side: Side,
  scenario: Scenario,
  callers: number,
  seconds: number,
): Promise<Measures> {
  await scenario.prepare?.();
  await side.untilQuiet();
  const [countedBefore, received] = [await side.counts.read(), side.http.bytesReceived()];
  const cpuBefore = side.cpuMs();
  const { done, perSecond, p50Ms, p99Ms, failures } = await scenario.run(callers, seconds);
  const bytes = side.http.bytesReceived() - received;
  await side.untilQuiet();
  const cpu = difference(side.cpuMs(), cpuBefore);
  const countedAfter = await side.counts.read();
  const counted = difference(countedAfter.counts, countedBefore.counts);
  const per = {
    ...cpuRows(cpu, side),
    ...counted,
    'HTTP out, KB': bytes / 1024,
    'allocated, KB': allocatedKb(countedBefore, countedAfter),
  };
  const rate = { 'rate, 1/s': perSecond, 'p50, ms': p50Ms, 'p99, ms': p99Ms, failed: failures };
  return { ...rate, ...Object.fromEntries(Object.entries(per).map(([name, all]) => [name, all / done])) };
}

/** The sandbox stands for an external provider; it is counted with our services, as it always was. */
function cpuRows(cpu: Measures, { stack }: Side): Measures {
  const names = stack.services.map(({ name }) => name);
  const services = names.reduce((sum, name) => sum + (cpu[name] ?? 0), 0);
  const rows: Record<string, number> = { 'CPU of services, ms': services };
  for (const [name, ms] of Object.entries(cpu)) rows[`CPU of ${name}, ms`] = ms;
  return rows;
}

function difference(after: Measures, before: Measures): Record<string, number> {
  return Object.fromEntries(
    Object.entries(after).map(([name, value]) => [name, value - (before[name] ?? 0)]),
  );
}
