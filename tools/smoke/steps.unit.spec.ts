import { describe, expect, it } from '@jest/globals';
import { type StepResult, Steps, Unexpected } from './steps.ts';

function someSteps(): { steps: Steps; reported: StepResult[] } {
  const reported: StepResult[] = [];
  return { steps: new Steps((result) => reported.push(result)), reported };
}

describe('the steps of a smoke test', () => {
  it('hand on what was seen and tell it in few words', async () => {
    const { steps, reported } = someSteps();
    const seen = await steps.step(
      'counts',
      () => Promise.resolve(3),
      (count) => `${count} things`,
    );
    expect(seen).toBe(3);
    expect(reported).toMatchObject([{ name: 'counts', ok: true, said: '3 things' }]);
  });

  it('end with the first that fails, and say why', async () => {
    const { steps } = someSteps();
    const refused = new TypeError('fetch failed', { cause: { code: 'ECONNREFUSED' } });
    await expect(steps.step('asks', () => Promise.reject(refused))).rejects.toThrow(Unexpected);
    expect(steps.results).toMatchObject([{ ok: false, said: 'fetch failed: ECONNREFUSED' }]);
    expect([steps.count(true), steps.count(false)]).toEqual([0, 1]);
  });
});
