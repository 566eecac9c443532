import { describe, expect, it } from '@jest/globals';
import { HOLD_STATES, holdGone, holdMachine, isStanding, statesBefore } from './hold.ts';

describe('the states of a hold', () => {
  it.each([
    ['held', ['committed', 'released', 'expired']],
    ['committed', ['consumed', 'released']],
    ['consumed', []],
    ['released', []],
    ['expired', []],
  ] as const)('%s can become %j', (from, next) =>
    expect(HOLD_STATES.filter((to) => holdMachine.allows(from, to))).toEqual(next),
  );

  it.each([
    ['committed', ['held']],
    ['consumed', ['committed']],
    ['released', ['held', 'committed']],
    ['expired', ['held']],
  ] as const)('%s is reached from %j', (to, from) => expect(statesBefore(to)).toEqual(from));

  it('are standing until the hold is released or expires', () =>
    expect(HOLD_STATES.filter(isStanding)).toEqual(['held', 'committed', 'consumed']));

  it('are named by the refusal', () =>
    expect(holdGone('expired')).toMatchObject({ code: 'stock.hold_gone', facts: { state: 'expired' } }));
});
