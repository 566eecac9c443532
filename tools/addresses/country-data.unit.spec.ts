import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { inCase } from '@tradepost/testing/in-case';
import { countryData, target } from './country-data.ts';

test('the rules of addresses are those of the installed packages', () =>
  inCase('run `npm run addresses`', () => expect(readFileSync(target, 'utf8')).toBe(countryData())));
