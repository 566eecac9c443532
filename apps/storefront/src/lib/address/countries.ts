/** Address formats of the countries that the shop delivers to. */
export interface CountryRule {
  /** The local name of the postal code. */
  readonly postalWord: 'postcode' | 'eircode' | 'postalCode' | 'zip';
  readonly postalPattern: RegExp;
  readonly postalExample: string;
  /** Absent: no region. */
  readonly region?: {
    readonly word: 'county' | 'state' | 'province' | 'canton';
    readonly isRequired: boolean;
    /** Absent: free text. */
    readonly choices?: readonly string[];
  };
  /** The postal code precedes the city. */
  readonly isCodeFirst: boolean;
}

const US_STATES =
  'AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA PR RI SC SD TN TX UT VT VA WA WV WI WY'.split(
    ' ',
  );
const CANADIAN_PROVINCES = 'AB BC MB NB NL NS NT NU ON PE QC SK YT'.split(' ');
const AUSTRALIAN_STATES = 'ACT NSW NT QLD SA TAS VIC WA'.split(' ');

const digits = (count: number): RegExp => new RegExp(`^\\d{${count}}$`);

const continental = (postalPattern: RegExp, postalExample: string): CountryRule => ({
  postalWord: 'postalCode',
  postalPattern,
  postalExample,
  isCodeFirst: true,
});

/** By ISO 3166-1 alpha-2, in display order. */
export const COUNTRIES = {
  GB: {
    postalWord: 'postcode',
    postalPattern: /^(GIR ?0AA|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2})$/,
    postalExample: 'SW1Y 4JH',
    region: { word: 'county', isRequired: false },
    isCodeFirst: false,
  },
  IE: {
    postalWord: 'eircode',
    postalPattern: /^([AC-FHKNPRTV-Y]\d{2}|D6W) ?[\dAC-FHKNPRTV-Y]{4}$/,
    postalExample: 'D02 X285',
    region: { word: 'county', isRequired: true },
    isCodeFirst: false,
  },
  DE: continental(digits(5), '10115'),
  AT: continental(digits(4), '1010'),
  CH: { ...continental(digits(4), '8001'), region: { word: 'canton', isRequired: false } },
  FR: continental(digits(5), '75001'),
  BE: continental(digits(4), '1000'),
  NL: continental(/^\d{4} ?[A-Z]{2}$/, '1012 AB'),
  LU: continental(digits(4), '1009'),
  DK: continental(digits(4), '1050'),
  SE: continental(/^\d{3} ?\d{2}$/, '111 20'),
  NO: continental(digits(4), '0150'),
  PL: continental(/^\d{2}-\d{3}$/, '00-001'),
  ES: { ...continental(digits(5), '28001'), region: { word: 'province', isRequired: true } },
  IT: { ...continental(digits(5), '00118'), region: { word: 'province', isRequired: true } },
  PT: continental(/^\d{4}-\d{3}$/, '1000-001'),
  US: {
    postalWord: 'zip',
    postalPattern: /^\d{5}(-\d{4})?$/,
    postalExample: '10001',
    region: { word: 'state', isRequired: true, choices: US_STATES },
    isCodeFirst: false,
  },
  CA: {
    postalWord: 'postalCode',
    postalPattern: /^[A-Z]\d[A-Z] ?\d[A-Z]\d$/,
    postalExample: 'K1A 0B1',
    region: { word: 'province', isRequired: true, choices: CANADIAN_PROVINCES },
    isCodeFirst: false,
  },
  AU: {
    postalWord: 'postcode',
    postalPattern: digits(4),
    postalExample: '2000',
    region: { word: 'state', isRequired: true, choices: AUSTRALIAN_STATES },
    isCodeFirst: false,
  },
} as const satisfies Record<string, CountryRule>;

export type Country = keyof typeof COUNTRIES;

export const isCountry = (code: string): code is Country => Object.hasOwn(COUNTRIES, code);

export const ruleOf = (code: string): CountryRule => COUNTRIES[isCountry(code) ? code : 'GB'];
