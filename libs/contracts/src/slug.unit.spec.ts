import fc from 'fast-check';
import { describe, expect, it } from '@jest/globals';
import { SLUG_LENGTH } from './limits.ts';
import { formerSlugOf, isSlug, slugOf } from './slug.ts';

describe('a slug', () => {
  it.each([
    ['Knives & Boards', 'knives-boards'],
    ['Кружка 250', 'кружка-250'],
    ['Йод', 'йод'],
    ['テストマグ', 'テストマグ'],
    ['ガラス・カップ', 'ガラス-カップ'],
    ['한국어 컵', '한국어-컵'],
    ['हिन्दी किताब', 'हिन्दी-किताब'],
    ['ที่นอน', 'ที่นอน'],
    ['ΚΑΦΈΣ', 'καφές'],
    ['می\u200cخواهم', 'می-خواهم'],
    ['Crème brûlée', 'creme-brulee'],
    ['Smørrebrød', 'smorrebrod'],
    ['Łódź', 'lodz'],
    ['STRAẞE, Straße', 'strasse-strasse'],
    ['İstanbul ısı IŞIK', 'istanbul-isi-isik'],
    ['Đà Nẵng', 'da-nang'],
    ['Æther Œuvre Þing ðú', 'aether-oeuvre-thing-du'],
    ['ｋｇ ①', 'kg-1'],
    ['e\u0301te\u0301', 'ete'],
    ['soft\u00adware \ufeffx', 'software-x'],
    ['a🔥b', 'a-b'],
    ['1️⃣ mug', '1-mug'],
    ['+++', 'u2b-2b-2b'],
    ['🔥', 'u1f525'],
    [' \u200b ', ''],
  ])('of %j is %j', (text, slug) => expect(slugOf(text)).toBe(slug));

  it('is a slug, well formed and not too long, whatever the text', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        const slug = slugOf(text);
        expect([slug === '' || isSlug(slug), slug.isWellFormed(), slug.normalize('NFC')]).toEqual([
          true,
          true,
          slug,
        ]);
        expect(slug.length).toBeLessThanOrEqual(SLUG_LENGTH);
        expect(decodeURIComponent(encodeURI(slug))).toBe(slug);
      }),
    ));

  it('of any letter between two others is a slug', () => {
    const wrong: string[] = [];
    for (let code = 0; code < 0x11_0000; code++) {
      const slug = slugOf(`a${String.fromCodePoint(code)}b`);
      if (!isSlug(slug)) wrong.push(code.toString(16));
    }
    expect(wrong).toEqual([]);
  });

  it('that is cut ends with a whole letter', () => {
    expect(slugOf('ที่'.repeat(100))).toBe('ที่'.repeat(66));
    expect(slugOf('𠮷'.repeat(150), 5)).toBe('𠮷𠮷');
    expect(slugOf(`${'x'.repeat(199)} y`)).toBe('x'.repeat(199));
  });
});

it('of earlier releases dropped other scripts', () =>
  expect(['Кружка 250', 'Straße', 'Blue Shirt'].map(formerSlugOf)).toEqual(['250', 'stra-e', 'blue-shirt']));
