import fc from 'fast-check';
import { describe, expect, it } from '@jest/globals';
import { guessesFor } from './guesses.ts';
import { distance, joinedWordsOf, spellingsOf, textOfHtml, wordsOf } from './words.ts';

describe('words', () => {
  it.each([
    ["Men's T-Shirt", ['mens', 't', 'shirt']],
    ['Crème brûlée', ['creme', 'brulee']],
    ['28 cm, 2.5 kg', ['28', 'cm', '2', '5', 'kg']],
    ['Straße', ['strasse']],
    ['!? --', []],
    ["'; DROP & (x | y):*", ['drop', 'x', 'y']],
  ])('of %j', (text, words) => expect(wordsOf(text)).toEqual(words));

  it('joins words with hyphens', () =>
    expect(joinedWordsOf('T-Shirt and tea-light-holder')).toEqual(['tshirt', 'tealightholder']));

  it('of a long text without spaces are found in no time', () => {
    expect(joinedWordsOf('字'.repeat(200_000))).toEqual([]);
    expect(wordsOf('字'.repeat(200_000))).toEqual([]);
  });

  it('of HTML leave out tags and scripts', () =>
    expect(wordsOf(textOfHtml('<p class="big">Soft&nbsp;wool</p><script>alert(1)</script>'))).toEqual([
      'soft',
      'wool',
    ]));
});

describe('spellings', () => {
  it('are the word with a letter missing or two adjacent ones swapped', () => {
    const spellings = spellingsOf('stone');
    expect(spellings).toEqual(expect.arrayContaining(['tone', 'sone', 'ston', 'tsone', 'sotne', 'stoen']));
    expect(spellings).toHaveLength(9);
  });

  it('of a word of four letters are only swaps', () =>
    expect(spellingsOf('lamp')).toEqual(['almp', 'lmap', 'lapm']));

  it('are one step away from their word', () => {
    const word = fc.stringMatching(/^[a-z]{5,12}$/);
    fc.assert(
      fc.property(word, (one) => spellingsOf(one).every((spelling) => distance(spelling, one) === 1)),
    );
  });
});

describe('the distance of two words', () => {
  it.each([
    ['angel', 'angle', 1],
    ['lantern', 'latern', 1],
    ['mug', 'mugs', 1],
    ['shirt', 'short', 1],
    ['kitten', 'sitting', 3],
    ['', 'abc', 3],
  ])('%s and %s: %i', (a, b, steps) => expect(distance(a, b)).toBe(steps));

  it('is the same both ways, and nothing for the same word', () => {
    const word = fc.string({ maxLength: 12 });
    fc.assert(fc.property(word, word, (a, b) => distance(a, b) === distance(b, a) && distance(a, a) === 0));
  });
});

describe('guesses', () => {
  it('prefer the nearest, then the most used, and keep what was typed', () => {
    const candidates = [
      { typed: 'hause', word: 'cause', uses: 1 },
      { typed: 'hause', word: 'house', uses: 9 },
      { typed: 'hause', word: 'houses', uses: 99 },
    ];
    expect(guessesFor(['red', 'hause'], candidates)).toEqual([['red'], ['hause', 'house', 'cause']]);
  });

  it('are none when nothing is near', () =>
    expect(guessesFor(['xmas'], [{ typed: 'xmas', word: 'lantern', uses: 3 }])).toBeUndefined());
});

it('a long run of letters is read once, not once for each of its letters', () => {
  const text = '値'.repeat(20_000);
  const started = performance.now();
  expect([...wordsOf(text), ...joinedWordsOf(text)]).toEqual([]);
  expect(performance.now() - started).toBeLessThan(2_000);
});
