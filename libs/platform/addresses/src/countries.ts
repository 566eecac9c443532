import { COUNTRY_DATA } from './country-data.ts';

export interface Region {
  /** As in addresses of the United States (`NY`), or ISO 3166-2's. */
  readonly code: string;
  readonly name: string;
  /** What its postal codes begin with; undefined where they don't tell the region. */
  readonly postalCodes: RegExp | undefined;
}

/** What a country's addresses are made of. */
export interface Country {
  readonly code: string;
  /** The parts in the order of a label: N name, O organization, A street, D district, C city, S region, Z postal code. */
  readonly format: string;
  /** Which of them must be there. */
  readonly required: string;
  readonly postalWord: string;
  readonly regionWord: string;
  /** Undefined: there are no postal codes, or any text is one. */
  readonly postalPattern: RegExp | undefined;
  readonly postalExamples: readonly string[];
  readonly regions: readonly Region[];
}

const lines = new Map(COUNTRY_DATA.map((line) => [line.slice(0, 2), line]));
const parsed = new Map<string, Country>();

/** Codes that are often taken for ISO 3166-1's, and what to use instead. */
const INSTEAD: Readonly<Record<string, string>> = {
  UK: 'GB',
  EL: 'GR',
  AN: 'CW, SX or BQ',
  BU: 'MM',
  CS: 'RS or ME',
  DD: 'DE',
  AC: 'SH',
  CP: 'FR',
  DG: 'IO',
  EA: 'ES',
  FX: 'FR',
  IC: 'ES',
  NT: 'SA or IQ',
  SF: 'FI',
  TA: 'SH',
  TP: 'TL',
  XI: 'GB',
  YU: 'RS or ME',
  ZR: 'CD',
};

/** Where the pattern of libaddressinput takes words for codes: `Dublin 2` for an Eircode, `Town` for one of Bermuda. */
const NARROWER: Readonly<Record<string, string>> = {
  BM: '[A-Z]{2} ?(?:\\d{2}|[A-Z]X)',
  IE: '[A-Z]\\d[\\dW] ?[\\dA-Z]{4}',
};

/** Names that tell regions apart which have one name in libaddressinput. */
const CLEARER: Readonly<Record<string, string>> = {
  'Armed Forces (AA)': 'Armed Forces Americas (AA)',
  'Armed Forces (AE)': 'Armed Forces Europe (AE)',
  'Armed Forces (AP)': 'Armed Forces Pacific (AP)',
};

/** The officially assigned codes of ISO 3166-1 alpha-2, in alphabetical order. */
export const COUNTRY_CODES: readonly string[] = [...lines.keys()];

/** Whether it is an officially assigned code of ISO 3166-1 alpha-2, in capitals. */
export const isCountry = (code: string): boolean => lines.has(code);

/** Which code to use instead of one that ISO 3166-1 has not assigned: `GB` for `UK`. */
export const codeInsteadOf = (code: string): string | undefined =>
  Object.hasOwn(INSTEAD, code) ? INSTEAD[code] : undefined;

/** Undefined: ISO 3166-1 has no such country. */
export function countryOf(code: string): Country | undefined {
  const line = lines.get(code);
  if (line === undefined) return undefined;
  const known = parsed.get(code) ?? parse(line);
  parsed.set(code, known);
  return known;
}

function parse(line: string): Country {
  const [
    code = '',
    format = '',
    required = '',
    postalWord = '',
    regionWord = '',
    pattern,
    examples,
    regions,
  ] = line.split('\t');
  return {
    ...{ code, format, required, postalWord, regionWord },
    postalPattern: pattern ? new RegExp(`^(?:${NARROWER[code] ?? pattern})$`) : undefined,
    postalExamples: examples?.split(',').filter(Boolean) ?? [],
    regions: regions?.split(';').filter(Boolean).map(toRegion) ?? [],
  };
}

function toRegion(text: string): Region {
  const [code = '', name = '', prefix] = text.split('=');
  return {
    code,
    name: CLEARER[name] ?? name,
    postalCodes: prefix ? new RegExp(`^(?:${prefix})`) : undefined,
  };
}
