import { COUNTRY_CODES } from '@tradepost/addresses';

/** Names of the file that are no plain country names. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  eire: 'IE',
  rsa: 'ZA',
  usa: 'US',
  'channel islands': 'JE',
  'czech republic': 'CZ',
  'hong kong': 'HK',
  korea: 'KR',
  turkey: 'TR',
  'west indies': 'BB',
  // No country at all: items shipped to an unrecorded address. The seller is in the UK.
  'european community': 'GB',
  unspecified: 'GB',
};

const byName = namesOfRegions();

/** "EIRE" → "IE"; undefined when no country has this name. */
export function isoCountry(name: string): string | undefined {
  const key = name.trim().toLowerCase();
  return OTHER_NAMES[key] ?? byName.get(key);
}

/** Every country of ISO 3166-1, by its English name. */
function namesOfRegions(): Map<string, string> {
  const names = new Intl.DisplayNames('en', { type: 'region' });
  return new Map(COUNTRY_CODES.map((code) => [names.of(code)?.toLowerCase() ?? code, code]));
}
