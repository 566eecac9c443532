import fc from 'fast-check';
import { describe, expect, it } from '@jest/globals';
import { codeKeysOf, codeTokensOf, termsOf, tokensOf, withoutLabel } from './search-terms.ts';

/** A document with these tokens has what the query asks for; the last word may be the beginning of one. */
function finds(query: string, tokens: readonly string[]): boolean {
  const terms = termsOf(query);
  return (
    terms.length > 0 &&
    terms.every(({ anyOf }, i) =>
      anyOf.some((all) =>
        all.every((word, j) => {
          const isBegun = i === terms.length - 1 && j === all.length - 1;
          return tokens.some((token) => token === word || (isBegun && token.startsWith(word)));
        }),
      ),
    )
  );
}

describe('a title is found', () => {
  it.each([
    ['Bottle 500ml', ['500ml', '500 ml', '500 ML', '500', 'bottle 500 ml', 'bottle 500ml']],
    ['Bottle 500 ml', ['500ml', '500 ml', '500 ML', 'bottle 500ml', 'ml 500']],
    ['Kettle 1.5l', ['1.5l', '1,5l', '1.5 l', '1,5 L', 'kettle 1.5']],
    ['Kettle 1,5 L', ['1.5l', '1,5l', '1.5 l', '1,5 L']],
    ['1,000 pieces', ['1000 pieces', '1,000', '1000', '1.000 pieces']],
    ['Paper A4', ['a4', 'A 4', 'a4 paper', 'paper a4']],
    ['Paper A 4', ['a4', 'a 4']],
    ['USB-C cable', ['usb-c', 'usbc', 'usb c', 'USB‑C', 'usb c cable', 'usbc cable']],
    ['USB C cable', ['usb-c', 'usbc', 'usb c']],
    ['USBC cable', ['usb-c', 'usbc', 'usb c']],
    ['T-Shirt', ['t-shirt', 'tshirt', 't shirt', 'T‐Shirt']],
    ['Wi-Fi 6 router', ['wifi', 'wi-fi', 'wi fi', 'wifi 6']],
    ['Smørrebrød board', ['smørrebrød', 'smorrebrod', 'SMØRREBRØD', 'smoerrebroed']],
    ['Łódź mug', ['łódź', 'lodz', 'Lodz MUG']],
    ['Straße', ['strasse', 'straße', 'STRASSE']],
    ['Käse', ['käse', 'kase', 'kaese']],
    ['Kadınlar İçin IŞIK', ['kadinlar', 'kadınlar', 'için', 'icin', 'ışık', 'isik']],
    ['Đà Nẵng', ['da nang', 'đà nẵng']],
    ['Œuvre Ærø', ['oeuvre', 'aero']],
    ['Ёлка', ['елка', 'ёлка', 'ЕЛКА']],
    ['Καφές', ['καφες', 'ΚΑΦΕΣ', 'καφέ']],
    ['テストマグカップ', ['テスト', 'マグ', 'カップ', 'マグカップ', 'ﾏｸﾞ', 'プ']],
    ['不锈钢保温杯', ['保温杯', '不锈钢', '杯', '保温']],
    ['스테인리스컵', ['컵', '스테인리스', '인리']],
    ['แก้วน้ำเซรามิก', ['น้ำ', 'แก้ว', 'เซรามิก']],
    ['USBケーブル 2m', ['ケーブル', 'usb', 'usbケーブル', '2m', '2 m', 'ケーブル 2m']],
    ['हिन्दी किताब', ['किताब', 'हिन्दी']],
    ['The Who', ['the who', 'who', 'The']],
    ['Rug 50x70cm', ['50x70', '50 x 70', '50x70 cm', '50 x 70 cm', '50×70', '50', '70cm']],
    ['Rug 50 × 70 cm', ['50x70', '50x70cm', '50 x 70', '50×70 cm']],
    ['3 in 1 charger', ['3-in-1', '3in1 charger', '3 in 1']],
    ['AT&T', ['at&t', 'AT & T']],
    ['كتاب قديم', ['کتاب', 'كتاب', 'قديم', 'قدیم']],
    ['كِتَاب', ['كتاب']],
    ["Men's shirt", ["men's", 'mens', 'men’s shirt']],
  ])('%s', (title, queries) => {
    const tokens = tokensOf(title);
    expect(queries.filter((query) => !finds(query, tokens))).toEqual([]);
  });

  it.each([
    ['マグ', 'グマ'],
    ['カキ', 'ガギ'],
    ['йод', 'иод'],
    ['कि', 'के'],
    ['USB-C', 'usb-a'],
    ['500 g, 20 ml', '500ml'],
    ['Coffee 250', 'tea 250'],
  ])('%s, but not by %s', (title, query) => expect(finds(query, tokensOf(title))).toBe(false));
});

describe('a code is found', () => {
  it.each([
    ['QA-NL-1', ['QA-NL-1', 'qanl1', 'qa nl 1', 'qa-nl', 'qanl', 'QA_NL_1', 'qa/nl/1', 'QA.NL.1']],
    ['ABC123', ['abc-123', 'abc 123', 'abc123']],
    [
      '036000291452',
      ['036000291452', '0036000291452', '00036000291452', '0 36000 29145 2', '0-36000-29145-2'],
    ],
    ['9780306406157', ['978-0-306-40615-7', '9780306406157', '978 0306406157']],
    ['05012345678900', ['5012345678900', '05012345678900', '5 012345 678900']],
    ['SHELF 7', ['shelf 7', 'shelf7', 'shelf-7']],
  ])('%s', (code, queries) => {
    const tokens = codeTokensOf(code);
    expect(queries.filter((query) => !finds(query, tokens))).toEqual([]);
  });
});

it('every text is found by itself, and its tokens are words for Postgres', () =>
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (text) => {
      const tokens = tokensOf(text);
      for (const token of [...tokens, ...termsOf(text).flatMap(({ anyOf }) => anyOf.flat())])
        expect(token).toMatch(/^[\p{L}\p{N}\p{M}]+$/u);
      if (termsOf(text).length > 0) expect(finds(text, tokens)).toBe(true);
    }),
  ));

it('words that mean nothing count only if there is nothing else', () => {
  expect(termsOf('the mug for me').map(({ typed }) => typed)).toEqual(['mug']);
  expect(termsOf('the who').map(({ typed }) => typed)).toEqual(['the', 'who']);
});

it('prose has no joined adjacent words but numbers with their units', () => {
  expect(tokensOf('it is 5 cm of a set', true)).toContain('5cm');
  expect(tokensOf('it is 5 cm of a set', true)).not.toContain('ofa');
});

it.each(['AB-12/34.x', 'ab 12 34 X', 'AB1234X', ' ab_12–34.x '])('a code has one key: %s', (code) => {
  expect(codeKeysOf(code)).toEqual(['=ab1234x']);
});

it('a GTIN has a key without leading zeros, too; a text without letters and digits has none', () => {
  expect(codeKeysOf('0-36000-29145-2')).toEqual(['=036000291452', '=36000291452']);
  expect(codeKeysOf('+++')).toEqual([]);
});

it.each([
  ['EAN 4006381333931', '4006381333931'],
  ['ISBN 978-0-306-40615-7', '978-0-306-40615-7'],
  ['isbn-13: 978 0 306 40615 7', '978 0 306 40615 7'],
  ['SKU: AB-12/34.x', 'AB-12/34.x'],
  ['sku:mug', 'mug'],
  // These are words.
  ...['upc', 'sku mug', 'Jan 2026 calendar', 'upcycled 50', 'EAN scanner for 13 digits'].map((text) => [
    text,
    text,
  ]),
])('the label of a code is not looked for: %s', (query, text) => {
  expect(withoutLabel(query)).toBe(text);
});
