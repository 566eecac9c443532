import { v7 } from 'uuid';
import { describe, expect, it } from '@jest/globals';
import { unsavedCart } from './unsaved-cart.ts';

const created = new Date('2026-03-01T12:00:00.123Z');
const id = v7({ msecs: created.getTime() });
const after = (days: number) => new Date(created.getTime() + days * 86_400_000);

describe('a cart without a row', () => {
  it('is an empty one of a guest, as old as its id', () => {
    expect(unsavedCart(id, after(1), 30)).toMatchObject({
      ...{ id, userId: null, state: 'active', version: 1, revision: 0, lines: [] },
      ...{ createdAt: created, updatedAt: created },
    });
  });

  it('has expired when one with a row would have', () => {
    expect(unsavedCart(id, after(30), 30)?.state).toBe('active');
    expect(unsavedCart(id, new Date(after(30).getTime() + 1), 30)?.state).toBe('expired');
  });

  it('is not of a later time, but for the difference of clocks', () => {
    const before = (ms: number) => new Date(created.getTime() - ms);
    expect(unsavedCart(id, before(60_000), 30)?.state).toBe('active');
    expect(unsavedCart(id, before(60_001), 30)).toBeUndefined();
    expect(unsavedCart('ffffffff-ffff-7fff-bfff-ffffffffffff', after(1), 30)).toBeUndefined();
  });

  it.each(['', 'no uuid', '01920000-0000-4000-8000-000000000004', id.toUpperCase()])(
    'has no id such as "%s"',
    (other) => expect(unsavedCart(other, after(1), 30)).toBeUndefined(),
  );
});
