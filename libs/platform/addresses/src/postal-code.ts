import type { Country } from './countries.ts';

/** Where the examples of libaddressinput leave out the separator that the post writes (UPU, S42). */
const WRITTEN: Readonly<Record<string, string>> = { SE: '114 55' };

const DASHES = /[\u2010-\u2015\u2212\u30fc\ufe58\ufe63\uff0d]/g;

/** Written where a form insists on a code and there is none; in all scripts it has a letter or is signs only. */
const PLACEHOLDER = /^(?:NA|NO|NONE|NIL|NULL|NOTAPPLICABLE|UNKNOWN|X{1,9})?$/;
/** Only where no code has digits: Hong Kong's and Macao's are the ones that Chinese shops fill in. */
const ZEROS = /^(?:0+|99907[78])$/;

/**
 * As the country's post writes it: capitals, ASCII digits, its separators, without the country, its prefix or what
 * follows in a label. `D-10115` → `10115`, `100011234` → `10001-1234`, `sw1y4jh` → `SW1Y 4JH`, `75001 CEDEX 01` → `75001`.
 * A text that is no postal code of the country stays as typed; where none is needed, one that says so is empty.
 */
export function tidyPostalCode(typed: string, country: Country): string {
  const tidy = oneBlank(toAscii(typed).toUpperCase());
  const code = written(tidy, country) || variants(tidy, country).find((one) => one !== undefined);
  if (code) return code;
  return isPlaceholder(tidy, country) ? '' : oneBlank(typed);
}

const oneBlank = (text: string): string => text.replace(/\s+/g, ' ').trim();

function isPlaceholder(tidy: string, { required, postalPattern }: Country): boolean {
  if (required.includes('Z')) return false;
  const word = tidy.replace(/[^\p{L}\p{N}]/gu, '');
  return PLACEHOLDER.test(word) || (!postalPattern && ZEROS.test(word));
}

/** Their patterns list districts, of which new ones are opened between two releases of the data. */
const GROWING = new Set(['GB']);

/**
 * Whether a tidied code can be one of the country. Where the pattern lists districts, a code that looks like an example,
 * letter for letter and digit for digit, is taken, too.
 */
export function isPostalCode(
  code: string,
  { code: country, postalPattern, postalExamples }: Country,
): boolean {
  if (!postalPattern || postalPattern.test(code)) return true;
  return GROWING.has(country) && postalExamples.some((example) => shapeOf(example) === shapeOf(code));
}

/** What it can mean when it is not written as the post writes it. */
function variants(tidy: string, country: Country): (string | undefined)[] {
  const alone = withoutCountry(tidy, country).replace(/ CEDEX( \d+)?$/, '');
  const [, rest] = /^(?!PO|BOX)[A-Z]{1,3}[ -]?\(?(\d.*)$/.exec(alone) ?? [];
  const [, prefix] = /^([A-Z]+-?)\d+$/.exec(country.postalExamples[0] ?? '') ?? [];
  return [
    alone !== tidy && written(alone, country),
    rest && written(rest, country),
    prefix && written(prefix + alone, country),
  ].map((code) => code || undefined);
}

const names = new Intl.DisplayNames('en', { type: 'region' });

/** `GB-SW1Y 4JH`, `SW1Y 4JH, UK`, `Singapore 018956`, `018956 (Singapore)`: without the country before and after it. */
function withoutCountry(tidy: string, { code }: Country): string {
  const own = [code, ...(OFTEN[code] ?? []), escaped(names.of(code) ?? code).toUpperCase()].join('|');
  return tidy
    .replace(new RegExp(`^(?:${own})(?:[ ,-]+|(?=\\())`), '')
    .replace(new RegExp(`[ ,-]+\\(?(?:${own})\\)?$`), '');
}

const escaped = (text: string): string => text.replace(/[.()]/g, '\\$&');

/** What a country is called on labels beside its code and its name. */
const OFTEN: Readonly<Record<string, readonly string[]>> = {
  GB: ['UK', 'U\\.K\\.', 'GREAT BRITAIN', 'ENGLAND', 'SCOTLAND', 'WALES', 'NORTHERN IRELAND'],
  GR: ['EL'],
  NL: ['HOLLAND', 'THE NETHERLANDS'],
  US: ['USA', 'U\\.S\\.A\\.', 'U\\.S\\.'],
};

/** The code with the separators of an example, else those that the pattern wants; undefined if it is no code. */
function written(code: string, country: Country): string | undefined {
  const { postalPattern } = country;
  const bare = bareOf(code);
  const example = [WRITTEN[country.code] ?? [], country.postalExamples]
    .flat()
    .find((one) => shapeOf(bareOf(one)) === shapeOf(bare));
  const like = example && withSeparatorsOf(example, bare);
  if (like && isPostalCode(like, country)) return like;
  if (!postalPattern) return undefined;
  const separated = ['-', ' '].flatMap((separator) =>
    [...bare].map((_, at) => bare.slice(0, at) + (at > 0 ? separator : '') + bare.slice(at)),
  );
  return [...separated.filter((one) => one !== bare), code, bare].find((one) => postalPattern.test(one));
}

const bareOf = (code: string): string => code.replace(/[^A-Z\d]/g, '');

const shapeOf = (code: string): string => code.replace(/[A-Z]/g, 'A').replace(/\d/g, '9');

function withSeparatorsOf(example: string, bare: string): string {
  let at = 0;
  return [...example].map((sign) => (/[A-Z\d]/.test(sign) ? bare[at++] : sign)).join('');
}

/** Digits of all scripts, full-width letters, dashes and blanks as ASCII; signs that can't be seen and 〒 go. */
function toAscii(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[\p{Cf}〒]/gu, '')
    .replace(DASHES, '-')
    .replace(/[^\P{Nd}0-9]/gu, digitOf);
}

/** Unicode has the ten digits of a script in one row. */
function digitOf(sign: string): string {
  const code = sign.codePointAt(0) ?? 0;
  let zero = code;
  while (code - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--;
  return String(code - zero);
}
