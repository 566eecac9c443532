import { describe, expect, it } from '@jest/globals';
import { OrderState, orderStateFromJSON } from '@tradepost/contracts';
import { nameOf } from '../http/schema.ts';
import { openWords, wireEnum } from './wire-enum.ts';

describe('words that a service sends as text', () => {
  const open = openWords(['running', 'done']);

  it('are shown if this version knows them', () => {
    expect(open.schema).toMatchObject({ enum: ['running', 'done', 'unknown'] });
    expect(['running', 'paused', ''].map(open.toWord)).toEqual(['running', 'unknown', 'unknown']);
  });
});

const states = wireEnum('OrderState', OrderState);

describe('an enum of the contracts', () => {
  it('is shown by words, without what is never sent', () => {
    expect(states.words).toEqual([
      ...['pending', 'confirmed', 'completed', 'rejected', 'expired', 'review', 'cancelled'],
    ]);
    expect(states.schema).toMatchObject({ type: 'string', enum: [...states.words, 'unknown'] });
    expect(nameOf(states.schema)).toBe('OrderState');
  });

  it('is the same there and back', () => {
    for (const word of states.words) expect(states.toWord(states.fromWord(word))).toBe(word);
    expect(states.fromWord('confirmed')).toBe(OrderState.CONFIRMED);
  });

  it('is unknown where a service has a state that this version does not know, or none', () => {
    // The code that reads messages makes `UNRECOGNIZED` of every number that it has no name for.
    expect(orderStateFromJSON(99)).toBe(OrderState.UNRECOGNIZED);
    expect(states.toWord(OrderState.UNRECOGNIZED)).toBe('unknown');
    expect(states.toWord(OrderState.UNSPECIFIED)).toBe('unknown');
  });
});
