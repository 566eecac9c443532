import { describe, expect, it } from '@jest/globals';
import { ownPath } from './own-path.ts';

describe('the path that a form returns to', () => {
  it.each(['/', '/cart', '/search?q=mug&sort=price', '/products/mug#top'])('is %s', (path) =>
    expect(ownPath(path)).toBe(path),
  );

  it.each([
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    'javascript:alert(1)',
    '',
    null,
    '/a b',
  ])('is never %s', (path) => expect(ownPath(path)).toBe('/'));
});
