import { describe, expect, it } from '@jest/globals';
import { ownPath } from './own-path.ts';

describe('the path that a form returns to', () => {
  it.each(['/', '/cart', '/search?q=mug&sort=price', '/products/mug#top'])('is %s', (path) =>
    expect(ownPath(path)).toBe(path),
  );

  it.each([
    ['/products/чай?q=é', '/products/%D1%87%D0%B0%D0%B9?q=%C3%A9'],
    ['/products/%D1%87%D0%B0%D0%B9?q=10%25', '/products/%D1%87%D0%B0%D0%B9?q=10%25'],
    ['/\ud800', '/%EF%BF%BD'],
  ])('%s is sent as %s', (path, sent) => expect(ownPath(path)).toBe(sent));

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
