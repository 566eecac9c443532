import { describe, expect, it } from '@jest/globals';
import { OrderState } from '@tradepost/contracts';
import { nameOf } from '../http/schema.ts';
import { wireEnum } from './wire-enum.ts';

const states = wireEnum('OrderState', OrderState);

describe('an enum of the contracts', () => {
  it('is shown by words, without what is never sent', () => {
    expect(states.words).toEqual([
      ...['pending', 'confirmed', 'completed', 'rejected', 'expired', 'review', 'cancelled'],
    ]);
    expect(states.schema).toMatchObject({ type: 'string', enum: states.words });
    expect(nameOf(states.schema)).toBe('OrderState');
  });

  it('is the same there and back', () => {
    for (const word of states.words) expect(states.toWord(states.fromWord(word))).toBe(word);
    expect(states.fromWord('confirmed')).toBe(OrderState.CONFIRMED);
  });

  it.each([OrderState.UNSPECIFIED, OrderState.UNRECOGNIZED])('has no word for %s', (value) =>
    expect(() => states.toWord(value)).toThrow(`a service sent the unknown OrderState ${value}`),
  );
});
