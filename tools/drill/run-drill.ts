import { setTimeout as after } from 'node:timers/promises';
import type { Stack } from '../dev/stack.ts';
import type { Drill, DrillResult } from './drill.ts';
import type { Faults } from './faults/faults.ts';
import { Load } from './load.ts';
import type { PrometheusClient } from './prometheus-client.ts';
import type { Receiver } from './receiver.ts';

export interface Scene {
  stack: Stack;
  faults: Faults;
  prometheus: PrometheusClient;
  /** Missing where there is no Alertmanager. */
  receiver: Receiver | undefined;
  report: (line: string) => void;
}

const LIMIT_MS = 120_000;
const EVERY_MS = 250;

/** Load, fault, series, alert, notification, remedy, resolved, and no purchase lost. */
export async function runDrill(drill: Drill, scene: Scene): Promise<DrillResult> {
  const result: DrillResult = { name: drill.name, alert: drill.alert, faults: [] };
  const load = new Load(scene.stack, seedOf(drill.name));
  try {
    await load.begins();
    await quiet(drill, scene);
    await observe(drill, scene, result);
  } catch (fault) {
    result.faults.push((fault as Error).message);
  } finally {
    const { calls, guarantees, faults } = await load.finish();
    Object.assign(result, { calls, guarantees });
    result.faults.push(...faults);
  }
  return result;
}

/** A fault is only seen when nothing was to be seen before it. */
async function quiet({ series, alert, labels }: Drill, { prometheus }: Scene): Promise<void> {
  await reached(`${alert} to be quiet before the fault`, LIMIT_MS, async () => {
    return !(await prometheus.isFiring(alert, labels)) && !(await prometheus.hasSample(series));
  });
}

async function observe(drill: Drill, scene: Scene, result: DrillResult): Promise<void> {
  const { prometheus, receiver, faults, report } = scene;
  const { alert, labels, series, limitMs = LIMIT_MS } = drill;
  const end = new AbortController();
  const from = Date.now();
  const injected = drill.inject(faults, end.signal);
  injected.catch((fault: Error) => result.faults.push(`the fault could not be made: ${fault.message}`));
  try {
    const seen = reached(`the series ${series}`, limitMs, () => prometheus.hasSample(series)).then(
      (seconds) => {
        result.seriesS = seconds;
      },
    );
    seen.catch(() => {}); // the alert may be missing, too, which is reported first
    result.firingS = await reached(`${alert} to fire`, limitMs, () => prometheus.isFiring(alert, labels));
    await seen;
    report(`${drill.name}: ${alert} fires after ${result.firingS} s`);
    if (receiver) {
      await reached(`the notification of ${alert}`, 30_000, () =>
        Promise.resolve(receiver.has('firing', alert, { since: from, labels })),
      );
      result.notifiedS = seconds(Date.now() - from);
    }
  } finally {
    end.abort();
    await injected.catch(() => {});
    await drill.mend(faults);
  }
  result.resolvedS = await reached(`${alert} to end after the remedy`, limitMs, async () => {
    return !(await prometheus.isFiring(alert, labels));
  });
  report(`${drill.name}: ended ${result.resolvedS} s after the remedy`);
}

/** @returns the seconds it took; @throws Error that names what did not come */
async function reached(what: string, limitMs: number, isSo: () => Promise<boolean>): Promise<number> {
  const from = Date.now();
  while (!(await isSo())) {
    if (Date.now() - from > limitMs) throw new Error(`waited ${seconds(limitMs)} s for ${what}`);
    await after(EVERY_MS);
  }
  return seconds(Date.now() - from);
}

const seconds = (ms: number): number => Math.round(ms / 100) / 10;

const seedOf = (name: string): number =>
  [...name].reduce((sum, sign) => sum * 31 + sign.charCodeAt(0), 7) % 100_000;
