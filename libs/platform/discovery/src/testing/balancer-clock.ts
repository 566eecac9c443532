import { jest } from '@jest/globals';

/**
 * Stops `performance.now`, by which the balancer measures latency and ejections, so that a loaded machine does not change
 * the shares of instances. All timers stay real: connections need them. Undo with `jest.useRealTimers()`.
 */
export function stopBalancerClock(): void {
  jest.useFakeTimers({
    doNotFake: [
      'Date',
      'hrtime',
      'nextTick',
      'queueMicrotask',
      'setImmediate',
      'clearImmediate',
      'setInterval',
      'clearInterval',
      'setTimeout',
      'clearTimeout',
    ],
  });
}

export const advanceBalancerClock = (ms: number): void => void jest.advanceTimersByTime(ms);
