import { reasonOf } from '../reason-of.ts';
import { backoffMs, realTiming, type Timing } from '../timing.ts';
import type { Follow } from '../watching-discovery.ts';
import { askConsul, type ConsulAddress } from './consul-http.ts';
import { healthEntries, isCallable, toInstance } from './consul-instances.ts';

export interface FollowConsulOptions extends ConsulAddress {
  /** How long a blocking query may wait for a change; also bounds how long a dead connection goes unnoticed. */
  readonly waitMs?: number;
  /** Timeout of a query that does not block. */
  readonly answerMs?: number;
  /** Minimum time between two queries, however often the registry changes. */
  readonly paceMs?: number;
  readonly firstBackoffMs?: number;
  readonly maxBackoffMs?: number;
  readonly timing?: Timing;
}

const defaults = {
  waitMs: 10_000,
  answerMs: 2_000,
  paceMs: 100,
  firstBackoffMs: 100,
  maxBackoffMs: 3_000,
  timing: realTiming,
};

/** Follows the passing instances of a service with Consul's blocking queries. */
export function followConsul(options: FollowConsulOptions): Follow {
  const { waitMs, answerMs, paceMs, firstBackoffMs, maxBackoffMs, timing } = { ...defaults, ...options };

  async function query(service: string, index: number, signal: AbortSignal) {
    const wait = index > 0 ? `&index=${index}&wait=${waitMs}ms` : '';
    // Consul adds up to a sixteenth of the wait as jitter.
    const timeoutMs = index > 0 ? Math.ceil((waitMs * 17) / 16) + answerMs : answerMs;
    const path = `/v1/health/service/${encodeURIComponent(service)}?passing${wait}`;
    const permission = `read service:${service} and its nodes`;
    const answer = await askConsul(options, path, { timeoutMs, signal, timing, permission });
    return { index: answer.index, instances: healthEntries(answer.body).filter(isCallable).map(toInstance) };
  }

  return async (service, report, signal) => {
    let lastIndex = 0; // of the last answer
    let blockIndex = 0; // to block on in the next query
    let failures = 0;
    while (!signal.aborted) {
      const startedAt = timing.nowMs();
      try {
        const answer = await query(service, blockIndex, signal);
        if (signal.aborted) return;
        failures = 0;
        // An index only falls when the registry was restarted or restored.
        const forgetful = answer.index < lastIndex;
        lastIndex = answer.index;
        blockIndex = forgetful ? 0 : answer.index;
        report.answered(answer.instances, forgetful);
        await timing.pause(paceMs - (timing.nowMs() - startedAt), signal);
      } catch (error) {
        if (signal.aborted) return;
        failures += 1;
        // Without an index the next answer comes at once. With it, a registry that restarted meanwhile would
        // make us wait for an index that it has yet to reach.
        blockIndex = 0;
        report.unavailable(reasonOf(error));
        await timing.pause(backoffMs(failures, firstBackoffMs, maxBackoffMs), signal);
      }
    }
  };
}
