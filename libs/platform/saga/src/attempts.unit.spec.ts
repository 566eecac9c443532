import { getEventListeners } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { type Attempt, Attempts } from './attempts.ts';

const attempt: Attempt = { step: 'hold', what: 'done', timeoutMs: 1_000, deadline: 0 };

function attempts(cutOff: AbortSignal): Attempts {
  const surroundings = {
    ...{
      saga: 'spec',
      trace: { traceId: '', spanId: '' },
      isRequest: true,
      maxAttempts: 1,
      cutOff,
      stopping: new AbortController().signal,
    },
    backoff: { firstMs: 1, inProcessMs: 1, maxMs: 1 },
    onFailure: () => {},
    onAttempt: () => {},
  };
  return new Attempts(surroundings, 0, () => true);
}

describe('an attempt', () => {
  it('leaves no listener on the signal of the process', async () => {
    const { signal } = new AbortController();
    for (let n = 0; n < 3; n++) {
      const work = async (): Promise<number> => getEventListeners(signal, 'abort').length;
      expect(await attempts(signal).run(attempt, work)).toEqual({ kind: 'ok', value: 1 });
    }
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('ends when the drain time is over', async () => {
    const cutOff = new AbortController();
    const running = attempts(cutOff.signal).run(attempt, () => new Promise(() => {}));
    cutOff.abort();
    expect(await running).toMatchObject({ kind: 'failed' });
  });
});
