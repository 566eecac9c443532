import { describe, expect, it } from '@jest/globals';
import { etagOf, matches } from './etag.ts';

describe('an ETag', () => {
  it('changes with the body, and begins with the version for If-Match', () => {
    const [a, b] = [etagOf('{"x":1}', { version: 7 }), etagOf('{"x":2}', { version: 7 })];
    expect(a).not.toBe(b);
    expect(a).toMatch(/^"7-/);
  });

  it.each([[null], ['text'], [{}], [{ version: '3' }]])(
    'of %j, which has no version, begins with 0',
    (body) => expect(etagOf(JSON.stringify(body), body)).toMatch(/^"0-/),
  );

  it.each([['"a"'], ['W/"a"'], ['"b", "a"'], ['*']])('matches If-None-Match %s', (header) =>
    expect(matches(header, '"a"')).toBe(true),
  );
  it.each([['"b"'], [undefined], ['a']])('does not match %s', (header) =>
    expect(matches(header, '"a"')).toBe(false),
  );
});
