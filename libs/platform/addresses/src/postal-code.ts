import type { Country } from './countries.ts';

/** Where the examples of libaddressinput leave out the separator that the post writes (UPU, S42). */
const WRITTEN: Readonly<Record<string, string>> = { SE: '114 55' };

const DASHES = /[\u2010-\u2015\u2212\u30fc\ufe58\ufe63\uff0d]/g;

/**
 * As the country's post writes it: capitals, ASCII digits, its separators, without a country prefix. `D-10115` → `10115`,
 * `100011234` → `10001-1234`, `sw1y4jh` → `SW1Y 4JH`. A text that is no postal code of the country is tidied only.
 */
export function tidyPostalCode(typed: string, country: Country): string {
  const tidy = toAscii(typed).toUpperCase().replace(/\s+/g, ' ').trim();
  return variants(tidy, country).find((code) => code !== undefined) ?? tidy;
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

function variants(tidy: string, country: Country): (string | undefined)[] {
  const [, rest] = /^[A-Z]{1,3}[ -]?(\d.*)$/.exec(tidy) ?? [];
  const [, prefix] = /^([A-Z]+-?)\d+$/.exec(country.postalExamples[0] ?? '') ?? [];
  return [
    written(tidy, country),
    rest && written(rest, country),
    prefix && written(prefix + tidy, country),
  ].map((code) => code || undefined);
}

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
