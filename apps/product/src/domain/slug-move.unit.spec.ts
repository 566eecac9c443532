import { isSlug } from '@tradepost/contracts/slug';
import { describe, expect, it } from '@jest/globals';
import { checkSlug, checkSlugIsFree } from './slug-move.ts';

const another = (isCurrent: boolean) => ({ id: 'other', slug: 'current-slug', isCurrent });

describe('a slug', () => {
  it.each([
    ['nothing', undefined],
    ['the same product before', { id: 'one', slug: 'elsewhere', isCurrent: false }],
    ['the same product', { id: 'one', slug: 'here', isCurrent: true }],
  ])('is free when it belongs to %s', (_, owner) =>
    expect(() => checkSlugIsFree(owner, 'one', false)).not.toThrow(),
  );

  it.each([false, true])('that another product uses is refused (take over: %s)', (isTakeOver) =>
    expect(() => checkSlugIsFree(another(true), 'one', isTakeOver)).toThrow(
      expect.objectContaining({ code: 'slug.taken' }),
    ),
  );

  it('that redirects to another product is taken over only if that is asked for', () => {
    expect(() => checkSlugIsFree(another(false), 'one', false)).toThrow(
      expect.objectContaining({ code: 'slug.moved', facts: { movedTo: 'current-slug' } }),
    );
    expect(() => checkSlugIsFree(another(false), 'one', true)).not.toThrow();
  });

  it.each(['blue-shirt', 'a', '2', 'x'.repeat(200), 'кружка-250', 'テストマグ', 'हिन्दी', 'ที่นอน'])(
    'can be %j',
    (slug) => {
      expect(isSlug(slug)).toBe(true);
      checkSlug(slug);
    },
  );

  it.each(['', 'Blue', 'a--b', '-a', 'a-', 'ä', 'a b', 'a/b', 'x'.repeat(201)])('can’t be %j', (slug) =>
    expect(() => checkSlug(slug)).toThrow(
      expect.objectContaining({
        code: 'request.invalid',
        facts: { errors: [expect.objectContaining({ code: 'slug.invalid', field: 'slug' })] },
      }),
    ),
  );
});
