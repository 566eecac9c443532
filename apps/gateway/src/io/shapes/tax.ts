import { TaxClass as WireTaxClass } from '@tradepost/contracts';
import type { Static } from 'typebox';
import { oneOf } from './shared.ts';
import { wireEnum } from './wire-enum.ts';

export const taxClasses = wireEnum('TaxClass', WireTaxClass);
export type TaxClass = Static<typeof taxClasses.schema>;
export type NewTaxClass = (typeof taxClasses.words)[number];

/** For requests. */
export const NewTaxClass = oneOf(taxClasses.words, 'zero: no tax at any destination');

/** A service of a release without tax classes says nothing of them. */
export const toTaxClass = (wire: WireTaxClass): TaxClass =>
  wire === WireTaxClass.UNSPECIFIED ? 'standard' : taxClasses.toWord(wire);

export const fromTaxClass = (word: NewTaxClass | undefined): WireTaxClass =>
  word === undefined ? WireTaxClass.UNSPECIFIED : taxClasses.fromWord(word);
