import fc from 'fast-check';
import { describe, expect, it } from '@jest/globals';
import { emailKey, isEmail, normaliseEmail } from './email.ts';

describe('an e-mail address', () => {
  it.each([
    ['ada@example.com', 'ada@example.com'],
    ['  Ada.Lovelace@EXAMPLE.Com\n', 'Ada.Lovelace@example.com'],
    ['user@bücher.example', 'user@xn--bcher-kva.example'],
    ['user@BÜCHER.example', 'user@xn--bcher-kva.example'],
    ['user@bu\u0308cher.example', 'user@xn--bcher-kva.example'],
    ['user@XN--BCHER-KVA.example', 'user@xn--bcher-kva.example'],
    ['user@straße.example', 'user@xn--strae-oqa.example'],
    ['user@例え.テスト', 'user@xn--r8jz45g.xn--zckzah'],
    ['user@例え。テスト', 'user@xn--r8jz45g.xn--zckzah'],
    ['почта@пример.рф', 'почта@xn--e1afmkfd.xn--p1ai'],
    ['user@παράδειγμα.ελ', 'user@xn--hxajbheg2az3al.xn--qxam'],
    ['user＠ｅｘａｍｐｌｅ．ｃｏｍ', 'user@example.com'],
    ['ｕｓｅｒ@example.com', 'user@example.com'],
    ['user﹫example.com', 'user@example.com'],
    ['\uFEFFada@example.com\u200B', 'ada@example.com'],
    ['ada@exam\u00ADple.com', 'ada@example.com'],
    ['a\u202Eda@example.com', 'ada@example.com'],
    ['\u00A0ada@example.com\u3000', 'ada@example.com'],
    ['ada@example.com.', 'ada@example.com'],
    ["o'neil+shop@mail.example.co.uk", "o'neil+shop@mail.example.co.uk"],
    ['jo\u0308rg@example.com', 'j\u00F6rg@example.com'],
    [`${'a'.repeat(64)}@example.com`, `${'a'.repeat(64)}@example.com`],
  ])('%j is stored as %j', (typed, stored) => {
    expect(normaliseEmail(typed)).toBe(stored);
    expect(normaliseEmail(stored)).toBe(stored);
  });

  it.each([
    [''],
    ['ada'],
    ['@example.com'],
    ['ada@'],
    ['ada@localhost'],
    ['ada@example'],
    ['ada lovelace@example.com'],
    ['ada\u00A0lovelace@example.com'],
    ['ada@exam ple.com'],
    ['ada@eve@example.com'],
    ['ada.@example.com'],
    ['.ada@example.com'],
    ['a..da@example.com'],
    ['"ada lovelace"@example.com'],
    ['ada@127.0.0.1'],
    ['ada@0x7f.1'],
    ['ada@[127.0.0.1]'],
    ['ada@example.com:25'],
    ['ada@example.com/path'],
    ['ada@example.com?x=.y'],
    ['ada@exam%70le.com'],
    ['ada@-example.com'],
    ['ada@example-.com'],
    ['ada@exa_mple.com'],
    ['ada@example..com'],
    ['ada@.example.com'],
    ['ada@example.123'],
    ['Ada <ada@example.com>'],
    ['ada@example.com, eve@example.com'],
    ['ada@example.com\r\nBcc: eve@example.com'],
    ['ada\0@example.com'],
    ['a\u200Dda@example.com'],
    [`${'a'.repeat(65)}@example.com`],
    [`${'ä'.repeat(33)}@example.com`],
    [`ada@${'a'.repeat(64)}.example`],
    [`ada@${`${'a'.repeat(60)}.`.repeat(4)}example`],
  ])('%j is none', (typed) => expect(isEmail(typed)).toBe(false));

  it('stays as it is once it is normalised, and so does its key', () =>
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.constantFrom('bücher.example', 'Example.COM', '例え.テスト'),
        (local, domain) => {
          const stored = normaliseEmail(`${local}@${domain}`);
          fc.pre(stored !== undefined);
          expect(normaliseEmail(stored)).toBe(stored);
          expect(emailKey(stored)).toBe(emailKey(`${local}@${domain}`));
          expect(stored).toMatch(/@[a-z0-9.-]+$/);
        },
      ),
    ));
});

describe('what makes two the same', () => {
  it.each([
    ['Ada@Example.com', 'ada@example.COM'],
    ['user@bücher.example', 'USER@xn--bcher-kva.example'],
    ['jörg@example.com', 'JO\u0308RG@example.com'],
  ])('%j and %j', (one, other) => expect(emailKey(one)).toBe(emailKey(other)));

  it.each([
    ['ada@example.com', 'a.da@example.com'],
    ['ada@example.com', 'ada+shop@example.com'],
    ['user@bücher.example', 'user@buecher.example'],
    ['user@straße.example', 'user@strasse.example'],
    ['ada@example.com', 'аda@example.com'],
  ])('not %j and %j', (one, other) => expect(emailKey(one)).not.toBe(emailKey(other)));

  it('is said of any text, also of none', () => {
    expect(emailKey(' Not an Address ')).toBe('not an address');
    expect(emailKey('')).toBe('');
  });
});
