import type { Address } from './address.ts';

/** As much of an address as taxes depend on. */
export type Destination = Pick<Address, 'country' | 'postalCode'>;

/** A part of a country whose standard rate is not the country's; found by its postal codes. */
export interface VatTerritory {
  readonly name: string;
  /** ISO 3166-1 alpha-2 of the country in the address. */
  readonly country: string;
  /** Of a normalised postal code: capitals, without spaces, dashes and the letters of the country before digits. */
  readonly postalCodes: RegExp;
  /** Standard rate in hundredths of a percent; 0: outside the area of the country's VAT, a sale to it is an export. */
  readonly rate: number;
  readonly source: Source;
}

/** Where a fact was read, and when. */
interface Source {
  readonly text: string;
  readonly checked: string;
}

const checked = '2026-11-30';
const ARTICLE_6: Source = {
  text: 'Directive 2006/112/EC, article 6; list of the European Commission, "Territorial scope"',
  checked,
};
const ARTICLE_355: Source = { text: 'Treaty on the Functioning of the EU, articles 349 and 355', checked };
const NOT_UK: Source = {
  text: 'Interpretation Act 1978, schedule 1: not part of the United Kingdom',
  checked,
};
const ADJACENT: Source = {
  text: 'A state of its own that shares the postal codes; not in the Directive',
  checked,
};
const AZORES: Source = { text: 'Decreto Legislativo Regional 15-A/2021/A: 16 % since 2021-07-01', checked };
const MADEIRA: Source = { text: 'Standard rate 22 % since 2012-04-01 (Law proposal 48/XII)', checked };
const AUSTRIA: Source = {
  text: 'Umsatzsteuergesetz 1994 (Austria), § 10 (4); Directive 2006/112/EC, article 104',
  checked,
};

const part = (
  name: string,
  country: string,
  postalCodes: RegExp,
  rate: number,
  source: Source,
): VatTerritory => ({
  ...{ name, country, postalCodes, rate, source },
});

/**
 * The parts of countries with VAT of their own, by postal code. Territories with a country code of their own (AX, FO, GG,
 * GL, JE, the French overseas departments …) need no entry: a country without a rate is an export. So do parts with their
 * country's rate: the Isle of Man and Monaco (article 7), Northern Ireland, Corsica, the bases in Cyprus. ADR 36 has what
 * was left out and why.
 */
export const VAT_TERRITORIES: readonly VatTerritory[] = [
  part('Jungholz', 'AT', /^6691$/, 1900, AUSTRIA),
  part('Mittelberg (Kleinwalsertal)', 'AT', /^699[123]$/, 1900, AUSTRIA),
  part('Büsingen', 'DE', /^78266$/, 0, ARTICLE_6),
  part('Heligoland', 'DE', /^27498$/, 0, ARTICLE_6),
  part('Faroe Islands', 'DK', /^\d{3}$/, 0, ARTICLE_355),
  part('Greenland', 'DK', /^39\d{2}$/, 0, ARTICLE_355),
  part('Canary Islands', 'ES', /^(35|38)\d{3}$/, 0, ARTICLE_6),
  part('Ceuta', 'ES', /^51\d{3}$/, 0, ARTICLE_6),
  part('Melilla', 'ES', /^52\d{3}$/, 0, ARTICLE_6),
  part('Åland', 'FI', /^22\d{3}$/, 0, ARTICLE_6),
  part('Guadeloupe, Saint-Barthélemy, Saint-Martin', 'FR', /^(971|977|978)\d{2}$/, 0, ARTICLE_6),
  part('Martinique', 'FR', /^972\d{2}$/, 0, ARTICLE_6),
  part('French Guiana', 'FR', /^973\d{2}$/, 0, ARTICLE_6),
  part('Réunion', 'FR', /^974\d{2}$/, 0, ARTICLE_6),
  part('Mayotte', 'FR', /^976\d{2}$/, 0, ARTICLE_6),
  part('French overseas countries and territories', 'FR', /^(975|984|986|987|988)\d{2}$/, 0, ARTICLE_355),
  part('Channel Islands', 'GB', /^(JE|GY)\d/, 0, ARTICLE_6),
  part('Gibraltar', 'GB', /^GX11/, 0, NOT_UK),
  part('British overseas territories', 'GB', /^(ASCN|BBND|BIQQ|FIQQ|PCRN|SIQQ|STHL|TDCU|TKCA)/, 0, NOT_UK),
  part('Mount Athos', 'GR', /^6308[67]$/, 0, ARTICLE_6),
  part("Campione d'Italia", 'IT', /^22061$/, 0, ARTICLE_6),
  part('Livigno', 'IT', /^23041$/, 0, ARTICLE_6),
  part('San Marino', 'IT', /^4789\d$/, 0, ADJACENT),
  part('Vatican City', 'IT', /^00120$/, 0, ADJACENT),
  part('Madeira', 'PT', /^9[0-4]\d{2}(\d{3})?$/, 2200, MADEIRA),
  part('Azores', 'PT', /^9[5-9]\d{2}(\d{3})?$/, 1600, AZORES),
];

/** The part of the country that the address is in, if it has a VAT treatment of its own. */
export function vatTerritory({ country, postalCode }: Destination): VatTerritory | undefined {
  const own = VAT_TERRITORIES.filter((territory) => territory.country === country);
  if (own.length === 0) return undefined;
  const code = postalCode.toUpperCase().replace(/[^A-Z0-9]/g, '');
  // D-78266, FIN-22100, AX-22100: the country before the code, as on letters from abroad.
  const bare = country === 'GB' ? code : code.replace(/^[A-Z]{1,3}(?=\d)/, '');
  return own.find(({ postalCodes }) => postalCodes.test(bare));
}
