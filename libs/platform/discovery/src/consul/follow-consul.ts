import { backoffMs, pause, reasonOf } from '../pace.ts';
import type { Follow } from '../watching-discovery.ts';
import { askConsul } from './consul-http.ts';
import type { ConsulAddress } from './consul-http.ts';
import { healthEntries, toInstance } from './consul-instances.ts';

export interface FollowConsulOptions extends ConsulAddress {
  /** How long a query may wait for a change; also bounds how long a dead connection stays unnoticed. */
  readonly waitMs?: number;
  /** How long a query that need not wait may take. */
  readonly answerMs?: number;
  /** The least time between two queries, however often the registry changes. */
  readonly paceMs?: number;
  readonly firstBackoffMs?: number;
  readonly mostBackoffMs?: number;
}

const defaults = { waitMs: 10_000, answerMs: 2_000, paceMs: 100, firstBackoffMs: 100, mostBackoffMs: 3_000 };

/** Follows the passing instances of a service by Consul's blocking queries. */
export function followConsul(options: FollowConsulOptions): Follow {
  const { waitMs, answerMs, paceMs, firstBackoffMs, mostBackoffMs } = { ...defaults, ...options };

  async function query(service: string, index: number, signal: AbortSignal) {
    const wait = index > 0 ? `&index=${index}&wait=${waitMs}ms` : '';
    // Consul adds up to a sixteenth to the wait, so that its readers don't come back all at once.
    const timeoutMs = index > 0 ? Math.ceil((waitMs * 17) / 16) + answerMs : answerMs;
    const path = `/v1/health/service/${encodeURIComponent(service)}?passing${wait}`;
    const answer = await askConsul(options, path, { timeoutMs, signal });
    return { index: answer.index, instances: healthEntries(answer.body).map(toInstance) };
  }

  return async (service, report, signal) => {
    let lastIndex = 0; // what the registry has shown us
    let askIndex = 0; // what we wait to see passed
    let failures = 0;
    while (!signal.aborted) {
      const startedAt = performance.now();
      try {
        const answer = await query(service, askIndex, signal);
        if (signal.aborted) return;
        failures = 0;
        // An index never falls in a registry that remembers: it was restarted or restored, and counts anew.
        const forgetful = answer.index < lastIndex;
        lastIndex = answer.index;
        askIndex = forgetful ? 0 : answer.index;
        report.answered(answer.instances, forgetful);
        await pause(paceMs - (performance.now() - startedAt), signal);
      } catch (error) {
        if (signal.aborted) return;
        failures += 1;
        // Without an index the next answer comes at once. With it, a registry that was restarted meanwhile would
        // make us wait for an index that it has yet to reach.
        askIndex = 0;
        report.silent(reasonOf(error));
        await pause(backoffMs(failures, firstBackoffMs, mostBackoffMs), signal);
      }
    }
  };
}
