/** URLs name a file by its bytes. */
const AS_GIVEN: ReadonlySet<string> = new Set(['url', 'imageUrl']);

/**
 * The same with all texts in NFC. The same letters may be composed in different ways, which is invisible: spreadsheets on
 * a Mac take `é` apart.
 */
export function composed<T>(value: T): T {
  return inNfc(value) as T;
}

function inNfc(value: unknown): unknown {
  if (typeof value === 'string') return value.normalize('NFC');
  if (Array.isArray(value)) return value.map(inNfc);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, of]) => [key, AS_GIVEN.has(key) ? of : inNfc(of)]),
  );
}

/** The ways in which one text may be stored: as it is given, or as releases that did not compose texts stored it. */
export const compositionsOf = (texts: readonly string[]): string[] => [
  ...new Set(texts.flatMap((text) => [text, text.normalize('NFC'), text.normalize('NFD')])),
];
