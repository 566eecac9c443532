import { vatTerritory, type Destination } from './vat-territories.ts';

/**
 * Standard rates by country, in hundredths of a percent; prices contain them. The United Kingdom with the Isle of Man, and
 * the European Union with Monaco, which is treated as France (Directive 2006/112/EC, article 7). Parts of countries with
 * rates of their own are in `vat-territories.ts`.
 */
const STANDARD_RATES: Readonly<Record<string, number>> = {
  GB: 2000,
  IM: 2000,
  AT: 2000,
  BE: 2100,
  BG: 2000,
  HR: 2500,
  CY: 1900,
  CZ: 2100,
  DE: 1900,
  DK: 2500,
  EE: 2400,
  ES: 2100,
  FI: 2550,
  FR: 2000,
  MC: 2000,
  GR: 2400,
  HU: 2700,
  IE: 2300,
  IT: 2200,
  LT: 2100,
  LU: 1700,
  LV: 2100,
  MT: 1800,
  NL: 2100,
  PL: 2300,
  PT: 2300,
  RO: 2100,
  SE: 2500,
  SI: 2200,
  SK: 2300,
};

/**
 * How a variant is taxed. `zero` is no tax at any destination: zero-rated and exempt goods, and vouchers, which are taxed
 * when they are redeemed. Reduced rates differ from country to country by what is sold; there is no class for them yet.
 */
export type TaxClass = 'standard' | 'zero';

/** How sales of one class to one destination are taxed. */
export interface TaxRule {
  /** Hundredths of a percent. */
  readonly rate: number;
  /** True: prices contain the tax; false: it is added to them. */
  readonly isIncluded: boolean;
}

/**
 * Sales to destinations without a rate are exports: the price stays the same and contains no tax. Without a destination
 * the tax is not known yet and shown as 0.
 */
export function taxRule(destination: Destination | null | undefined, taxClass: TaxClass): TaxRule {
  const rate = destination && taxClass === 'standard' ? standardRate(destination) : 0;
  return { rate, isIncluded: true };
}

const standardRate = (destination: Destination): number =>
  vatTerritory(destination)?.rate ?? STANDARD_RATES[destination.country] ?? 0;
