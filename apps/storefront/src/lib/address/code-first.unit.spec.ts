import { addressForm, COUNTRY_CODES } from '@tradepost/addresses';
import { expect, test } from '@jest/globals';
import { isCodeFirst } from './code-first.ts';

test('the postal code comes first where the rules of addresses say so', () =>
  expect(COUNTRY_CODES.filter(isCodeFirst)).toEqual(
    COUNTRY_CODES.filter((country) => addressForm(country)?.postalCode?.isFirst),
  ));
