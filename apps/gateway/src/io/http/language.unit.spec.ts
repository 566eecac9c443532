import { describe, expect, it } from '@jest/globals';
import { languageOf, preferred } from './language.ts';

describe('the language of mails', () => {
  it.each([
    ['de', 'de'],
    ['de-AT,de;q=0.9,en;q=0.8', 'de'],
    ['fr,en;q=0.5,de;q=0.7', 'de'],
    ['en-GB,de', 'en'],
    ['de;q=0,en;q=0.1', 'en'],
    ['fr, pl;q=0.3', undefined],
    ['*', undefined],
    ['', undefined],
    [';;q=,,q', undefined],
  ])('is, for a browser that says "%s", %s', (header, language) => expect(preferred(header)).toBe(language));

  it('is the one asked for, whatever the browser says', () => {
    expect(languageOf('de-CH', 'en')).toBe('de-CH');
    expect(languageOf(undefined, 'de')).toBe('de');
    expect(languageOf(undefined, undefined)).toBe('en');
  });
});
