import { expect, it } from '@jest/globals';
import { formatPercent } from './percent.ts';

it.each([
  [20, 'en-GB', '20%'],
  [25.5, 'en-GB', '25.5%'],
  [25.5, 'de-DE', '25,5\u00a0%'],
  [0, 'de-DE', '0\u00a0%'],
])('writes %s percent in %s as %s', (percent, locale, text) =>
  expect(formatPercent(percent, locale)).toBe(text),
);
