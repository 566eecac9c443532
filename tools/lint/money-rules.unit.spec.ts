import { describe, expect, it, jest } from '@jest/globals';
import { lintText } from './lint-text.ts';

// The first one loads the whole project graph.
jest.setTimeout(60_000);

async function messagesOf(statement: string, path: string): Promise<string[]> {
  const messages = await lintText(path, `${statement}\n`);
  return messages.filter((message) => message.startsWith('no-restricted-syntax'));
}

const STYLE = "new Intl.NumberFormat('en', { style: 'currency', currency: 'HUF' }).format(1);";

describe('lint of money', () => {
  it.each([
    ['an amount that Intl writes', STYLE, 'formatMoney'],
    [
      'one with quotes',
      "new Intl.NumberFormat('en', { 'style': 'currency', currency: 'HUF' });",
      'formatMoney',
    ],
    [
      'one in a template',
      'new Intl.NumberFormat(`en`, { style: `currency`, currency: `HUF` });',
      'formatMoney',
    ],
    ['one of toLocaleString', "(1).toLocaleString('en', { style: 'currency', currency });", 'formatMoney'],
    ['digits that Intl knows', 'format.resolvedOptions().maximumFractionDigits;', 'minorDigits'],
    [
      'digits asked later',
      'const o = format.resolvedOptions(); run(o.minimumFractionDigits);',
      'minorDigits',
    ],
    ['digits taken apart', 'const { maximumFractionDigits } = format.resolvedOptions();', 'minorDigits'],
    ['digits renamed', 'const { maximumFractionDigits: digits } = options;', 'minorDigits'],
    ['the currencies of Intl', "new Set(Intl.supportedValuesOf('currency'));", 'isCurrency'],
    ['values of Intl by a variable', 'Intl.supportedValuesOf(kind);', 'isCurrency'],
  ])('catches %s', async (_, statement, message) => {
    for (const path of PLACES)
      expect(await messagesOf(statement, path)).toContainEqual(expect.stringContaining(message));
  });

  it.each([
    ['digits that are given', "new Intl.NumberFormat('en', { maximumFractionDigits: 1 });"],
    ['other styles', "new Intl.NumberFormat('en', { style: 'percent' });"],
    ['time zones', "Intl.supportedValuesOf('timeZone');"],
  ])('lets pass %s', async (_, statement) => {
    for (const path of PLACES) expect(await messagesOf(statement, path)).toEqual([]);
  });

  it('lets one file give Intl the digits', async () =>
    expect(await messagesOf(STYLE, 'libs/platform/decision/src/amount-text.ts')).toEqual([]));
});

/** One of each list of rules in eslint.config.mjs. */
const PLACES = [
  'apps/storefront/src/lib/planted.ts',
  'apps/order/src/io/planted.ts',
  'apps/order/src/io/order-database.ts',
  'libs/platform/database/src/planted.ts',
  'libs/platform/mail/src/planted.unit.spec.ts',
  'tools/smoke/planted.ts',
  'tools/docs/planted.mjs',
];
