import { describe, expect, it } from '@jest/globals';
import { shortened } from './shortened.ts';

describe('a shortened text', () => {
  it('ends between words', () => expect(shortened('a lamp of brass and oak', 12)).toBe('a lamp of…'));
  it('stays when it fits', () => expect(shortened('a lamp\nof brass', 40)).toBe('a lamp of brass'));
  it('is cut inside a single long word', () =>
    expect(shortened('x'.repeat(30), 10)).toBe(`${'x'.repeat(10)}…`));
});
