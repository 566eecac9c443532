import { describe, expect, it } from '@jest/globals';
import { readLocation } from './location.ts';

const location = { code: 'annexe-2', name: 'Annexe', priority: 1 };

describe('a location', () => {
  it('is taken as it is given', () => expect(readLocation(location)).toEqual(location));

  it.each([
    ['code', { code: '' }],
    ['code', { code: 'Annexe' }],
    ['code', { code: 'x'.repeat(51) }],
    ['name', { name: ' ' }],
    ['name', { name: 'x'.repeat(201) }],
    ['name', { name: 'a\0b' }],
    ['priority', { priority: 1_000_001 }],
    ['priority', { priority: 0.5 }],
  ])('is refused for a wrong %s', (field, wrong) =>
    expect(() => readLocation({ ...location, ...wrong })).toThrow(
      expect.objectContaining({
        code: 'request.invalid',
        facts: { errors: [expect.objectContaining({ field })] },
      }),
    ),
  );
});
