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

/** Every region that the language data knows, by its English name. */
function namesOfRegions(): Map<string, string> {
  const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
  const letters = Array.from({ length: 26 }, (_, index) => String.fromCharCode(65 + index));
  const found = new Map<string, string>();
  for (const first of letters) {
    for (const second of letters) {
      const code = first + second;
      // A code that is out of use (DD, UK) has the name of the one that replaced it.
      if (new Intl.Locale(`und-${code}`).region !== code) continue;
      const name = names.of(code)?.toLowerCase();
      if (name && !found.has(name)) found.set(name, code);
    }
  }
  return found;
}
