import { describe, expect, it } from '@jest/globals';
import { negotiate } from './locale.ts';

describe('the language', () => {
  it.each([
    ['en-GB', undefined, null],
    ['de-DE', undefined, 'de-AT,de;q=0.9,en;q=0.5'],
    ['en-GB', undefined, 'fr,en;q=0.8,de;q=0.4'],
    ['de-DE', undefined, 'en;q=0.2, de;q=0.7'],
    ['en-GB', undefined, 'de;q=0, fr'],
    ['en-GB', 'en', 'de'],
    ['de-DE', 'de', 'en'],
    ['de-DE', 'xx', 'de'],
    ['en-GB', 'constructor', ';;,=q'],
  ])('is %s for the choice %s and the browser’s %s', (locale, chosen, accepted) =>
    expect(negotiate(chosen, accepted)).toBe(locale),
  );
});
