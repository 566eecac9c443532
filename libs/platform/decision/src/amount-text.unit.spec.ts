import fc from 'fast-check';
import { afterEach, describe, expect, it, jest } from '@jest/globals';

// Formats are cached: each test gets its own module.
async function load() {
  jest.resetModules();
  return await import('./index.ts');
}

/** An Intl of another ICU: without digits to obey, it takes those of `answer`. */
function icuThatSays(answer: number): void {
  const Real = Intl.NumberFormat;
  const Other = function (locale: string, options: Intl.NumberFormatOptions) {
    return new Real(locale, { minimumFractionDigits: answer, maximumFractionDigits: answer, ...options });
  };
  jest.spyOn(Intl, 'NumberFormat').mockImplementation(Other as unknown as typeof Intl.NumberFormat);
}

afterEach(() => void jest.restoreAllMocks());

describe('an amount for people', () => {
  it.each([0, 2, 3])('has the digits of ISO 4217 where ICU says %d', async (answer) => {
    icuThatSays(answer);
    const { formatMoney } = await load();
    const text = (amountMinor: number, currency: string, locale = 'en-GB') =>
      formatMoney({ amountMinor, currency }, locale).replace(/[\u00a0\u202f]/g, ' ');
    expect(text(129_000, 'HUF')).toBe('HUF 1,290.00');
    expect(text(129_000, 'HUF', 'de-DE')).toBe('1.290,00 HUF');
    expect(text(129_000, 'COP')).toBe('COP 1,290.00');
    expect(text(129_000, 'RSD')).toBe('RSD 1,290.00');
    expect(text(1290, 'JPY')).toBe('JP¥1,290');
    expect(text(1290, 'ISK')).toBe('ISK 1,290');
    expect(text(1290, 'KWD')).toBe('KWD 1.290');
    expect(text(-5, 'GBP')).toBe('-£0.05');
  });

  it('is exact up to the largest amount', async () => {
    const { formatMoney } = await load();
    expect(formatMoney({ amountMinor: Number.MAX_SAFE_INTEGER, currency: 'GBP' }, 'en-GB')).toBe(
      '£90,071,992,547,409.91',
    );
  });

  it('is one for each locale and currency, however they alternate', async () => {
    const { formatMoney } = await load();
    for (let times = 0; times < 2; times++) {
      expect(formatMoney({ amountMinor: 1, currency: 'GBP' }, 'en-GB')).toBe('£0.01');
      expect(formatMoney({ amountMinor: 1, currency: 'GBP' }, 'de-DE')).toBe('0,01\u00a0£');
      expect(formatMoney({ amountMinor: 1, currency: 'EUR' }, 'en-GB')).toBe('€0.01');
    }
  });

  it('is refused in an unknown currency', async () => {
    const { formatMoney } = await load();
    expect(() => formatMoney({ amountMinor: 1, currency: 'XXX' }, 'en-GB')).toThrow(/ISO 4217/);
  });
});

describe('an amount for machines', () => {
  it.each([
    [5, 'GBP', '0.05'],
    [-5, 'GBP', '-0.05'],
    [0, 'GBP', '0.00'],
    [129_000, 'HUF', '1290.00'],
    [500, 'JPY', '500'],
    [-500, 'JPY', '-500'],
    [1, 'KWD', '0.001'],
    [12_345, 'CLF', '1.2345'],
  ])('%i %s is %s', async (amountMinor, currency, text) => {
    icuThatSays(1);
    const { toDecimal } = await load();
    expect(toDecimal({ amountMinor, currency })).toBe(text);
  });

  it('is the same number of minor units', async () => {
    const { toDecimal } = await load();
    fc.assert(
      fc.property(
        fc.maxSafeInteger(),
        fc.constantFrom('GBP', 'JPY', 'KWD', 'UYW'),
        (amountMinor, currency) => {
          const text = toDecimal({ amountMinor, currency });
          expect(BigInt(text.replace('.', ''))).toBe(BigInt(amountMinor));
        },
      ),
    );
  });
});
