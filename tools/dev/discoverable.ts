import { setTimeout as after } from 'node:timers/promises';
import { Stop } from './console.ts';
import type { Instance } from './instances.ts';

const LIMIT_MS = 60_000;

interface Check {
  ServiceName: string;
  Status: string;
  Output: string;
}

/** A service is ready before other services find it: the first purchase must not fall in between. */
export async function untilDiscoverable(consulUrl: string, plan: Instance[]): Promise<void> {
  if ((process.env['DISCOVERY'] ?? 'consul') !== 'consul') return;
  const apps = plan.filter(({ service }) => service.speaks === 'grpc').map(({ service }) => service.app);
  const until = performance.now() + LIMIT_MS;
  for (;;) {
    const checks = await checksIn(consulUrl);
    const missing = apps.filter((app) => passing(checks, app) < apps.filter((one) => one === app).length);
    if (missing.length === 0) return;
    if (performance.now() > until) throw new Stop(report([...new Set(missing)], checks));
    await after(100);
  }
}

async function checksIn(consulUrl: string): Promise<Check[]> {
  const url = `${consulUrl}/v1/health/state/any`;
  const response = await fetch(url, { signal: AbortSignal.timeout(5_000) }).catch(() => undefined);
  return response?.ok ? ((await response.json()) as Check[]) : [];
}

function passing(checks: Check[], app: string): number {
  return checks.filter(({ ServiceName, Status }) => ServiceName === app && Status === 'passing').length;
}

function report(missing: string[], checks: Check[]): string {
  const lines = missing.map((app) => {
    const unwell = checks.find(({ ServiceName, Status }) => ServiceName === app && Status !== 'passing');
    return `  ${app}: ${unwell ? `its check says "${unwell.Output.trim()}"` : 'not registered'}`;
  });
  return [`After ${LIMIT_MS / 1000} s Consul does not call these services healthy:`, ...lines].join('\n');
}
