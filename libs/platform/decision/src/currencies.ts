import { DomainError } from './domain-error.ts';

/**
 * How many digits follow the point in an amount of each currency that is in use: ISO 4217 list one of 2024-06-25
 * (https://www.six-group.com/en/products-services/financial-information/market-reference-data/data-standards.html),
 * with the amendments up to 2026-01-01: XCG for ANG, XAD added, BGN and CUC withdrawn. Metals, units of account and
 * test codes have no minor unit and are left out. `Intl` is never asked: its digits follow the release of ICU, so the
 * same amount would be another price in another browser.
 */
const IN_USE: Readonly<Record<number, string>> = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
  2: `AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW
    CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR
    ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV
    MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD
    SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG`,
  3: 'BHD IQD JOD KWD LYD OMR TND',
  4: 'CLF UYW',
};

/** Withdrawn since 2013. Nothing new is priced in them, but old orders stay readable. */
const WITHDRAWN: Readonly<Record<number, string>> = {
  0: 'BYR',
  2: 'ANG BGN CUC HRK LTL LVL MRO SLL STD VEF ZMK ZWL',
};

const inUse = digitsByCode(IN_USE);
const readable = new Map([...digitsByCode(WITHDRAWN), ...inUse]);

/** Whether new prices can be in it: an ISO 4217 code in use, in capital letters, of a currency with a minor unit. */
export const isCurrency = (code: string): boolean => inUse.has(code);

/**
 * How many digits follow the point: 2 for GBP, 0 for JPY, 3 for KWD. Withdrawn currencies are known, too.
 * @throws DomainError `currency.unknown`
 */
export function minorDigits(currency: string): number {
  const digits = readable.get(currency);
  if (digits !== undefined) return digits;
  throw new DomainError('invalid', 'currency.unknown', `"${currency}" is not an ISO 4217 currency code.`, {
    currency,
  });
}

function digitsByCode(table: Readonly<Record<number, string>>): Map<string, number> {
  return new Map(
    Object.entries(table).flatMap(([digits, codes]) =>
      codes.split(/\s+/).map((code) => [code, Number(digits)] as const),
    ),
  );
}
