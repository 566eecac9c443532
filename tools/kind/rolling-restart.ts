import { step, Stop } from '../dev/console.ts';
import { services } from '../dev/services.ts';
import { failuresOf, SteadyLoad } from '../steady-load/steady-load.ts';
import { kubectl } from './cluster.ts';

/** Replaces every pod, one Deployment after the other, while guests buy. No request may fail. */
export async function rollingRestart(url: string): Promise<void> {
  // One address makes more requests than a person would.
  await setLimits('RATE_LIMITS=off');
  const load = new SteadyLoad(url, 1);
  try {
    for (const { app } of services) await step(`restarted ${app}`, () => restart(app));
  } finally {
    await load.finish();
    await setLimits('RATE_LIMITS-');
  }
  const { purchases, requests, failures } = load.report;
  const { count, lines } = failuresOf(failures);
  console.log(`rolling restart: ${purchases} purchases, ${requests} requests, ${count} failed`);
  if (count > 0) throw new Stop(lines.join('\n'));
}

async function restart(app: string): Promise<void> {
  await kubectl('-n', 'tradepost', 'rollout', 'restart', `deployment/${app}`);
  await kubectl('-n', 'tradepost', 'rollout', 'status', `deployment/${app}`, '--timeout=180s');
}

async function setLimits(setting: string): Promise<void> {
  await kubectl('-n', 'tradepost', 'set', 'env', 'deployment/gateway', setting);
  await kubectl('-n', 'tradepost', 'rollout', 'status', 'deployment/gateway', '--timeout=180s');
}
