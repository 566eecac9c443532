import { describe, expect, it } from '@jest/globals';
import { cut, type CutOptions, otherId, stamped, toVarint } from './stamp.ts';
import { toField } from './template-rows.ts';

const ORDER = '01a22dc5-d3df-7795-bea0-8c7ab34961b4';
const PRODUCT = '01a22dc5-645b-7512-8f60-2343946d7391';
const AT = Date.UTC(2026, 10, 30, 18, 44, 29) / 1_000;
const YEAR = 365 * 86_400;
const options: CutOptions = {
  ...{ kept: new Set([PRODUCT]), words: ['TP-1000001', 'guest-000000@growth.example.com'] },
  ...{ fromS: AT - 60, toS: AT + 86_400 },
};
const stamp = { copy: 5, shiftS: -YEAR, wordFor: (word: string) => word.replace(/0(?=\D*$)|1$/, '7') };
const hex = (text: string): string => Buffer.from(text).toString('hex');
const copied = (line: string): string => stamped(cut(line, options), stamp);

describe('a copied row', () => {
  it('has other ids of its own, and the same of what belongs to others', () => {
    expect(copied(`${ORDER}\t${PRODUCT}`)).toBe(`${otherId(ORDER, 5, -YEAR)}\t${PRODUCT}`);
  });

  it('has the same other id wherever the id stands, in bytes too', () => {
    const [plain = '', bytes = ''] = copied(`${ORDER}/capture\t\\\\x0a24${hex(ORDER)}12`).split('\t');
    expect(bytes).toBe(`\\\\x0a24${hex(plain.replace('/capture', ''))}12`);
  });

  it('is of another time, to the microsecond', () => {
    expect(copied('2026-11-30 18:44:29.123456+00\t{"at":"2026-11-30T18:44:30.355Z"}')).toBe(
      '2025-11-30 18:44:29.123456+00\t{"at":"2025-11-30T18:44:30.355Z"}',
    );
    expect(copied(`\\\\x0a06${toVarint(AT)}10`)).toBe(`\\\\x0a06${toVarint(AT - YEAR)}10`);
  });

  it('keeps times that are not those of the purchase', () => {
    expect(copied(`2001-01-01 00:00:00+00\t\\\\x${toVarint(1_000_000_000)}`)).toBe(
      `2001-01-01 00:00:00+00\t\\\\x${toVarint(1_000_000_000)}`,
    );
  });

  it('has another number and another buyer, of the same length in bytes', () => {
    expect(copied(`TP-1000001\t\\\\x${hex('guest-000000@growth.example.com')}`)).toBe(
      `TP-1000007\t\\\\x${hex('guest-000007@growth.example.com')}`,
    );
  });
});

describe('the id of a copy', () => {
  it('is of version 7 with the shifted time, and different for each copy', () => {
    const ids = [1, 2, 3].map((copy) => otherId(ORDER, copy, -YEAR));
    expect(new Set(ids).size).toBe(3);
    for (const id of ids) {
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
      const ms = (of: string): number => Number.parseInt(of.replaceAll('-', '').slice(0, 12), 16);
      expect(ms(ORDER) - ms(id)).toBe(YEAR * 1_000);
    }
  });
});

it('writes fields as COPY reads them', () => {
  expect([null, 'a\tb\\c\nd'].map(toField)).toEqual(['\\N', 'a\\tb\\\\c\\nd']);
});
