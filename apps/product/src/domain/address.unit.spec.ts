import { describe, expect, it } from '@jest/globals';
import { checkFree, checkSlug, isSlug } from './address.ts';

const other = (isPresent: boolean) => ({ id: 'other', slug: 'now-here', isPresent });

describe('an address', () => {
  it.each([
    ['nobody', undefined],
    ['its own past', { id: 'one', slug: 'elsewhere', isPresent: false }],
    ['itself', { id: 'one', slug: 'here', isPresent: true }],
  ])('is free when it belongs to %s', (_, owner) =>
    expect(() => checkFree(owner, 'one', false)).not.toThrow(),
  );

  it.each([false, true])('in use by another is never taken (take over: %s)', (isTakeOver) =>
    expect(() => checkFree(other(true), 'one', isTakeOver)).toThrow(
      expect.objectContaining({ code: 'slug.taken' }),
    ),
  );

  it('that leads to another is taken only by who says so', () => {
    expect(() => checkFree(other(false), 'one', false)).toThrow(
      expect.objectContaining({ code: 'slug.moved', facts: { movedTo: 'now-here' } }),
    );
    expect(() => checkFree(other(false), 'one', true)).not.toThrow();
  });

  it.each(['blue-shirt', 'a', '2', 'x'.repeat(200)])('can be %j', (slug) => {
    expect(isSlug(slug)).toBe(true);
    checkSlug(slug);
  });

  it.each(['', 'Blue', 'a--b', '-a', 'a-', 'ä', 'a b', 'a/b', 'x'.repeat(201)])('can not be %j', (slug) =>
    expect(() => checkSlug(slug)).toThrow(expect.objectContaining({ code: 'request.invalid' })),
  );
});
