/** What the first bytes of a file say about its encoding; undefined: UTF-8, or no text at all. */
export function otherEncoding(start: Buffer): string | undefined {
  const [a, b] = start;
  if (a === 0xff && b === 0xfe) return 'UTF-16, which spreadsheets call "Unicode text"';
  if (a === 0xfe && b === 0xff) return 'UTF-16 (big endian)';
  return undefined;
}

/** What parts the cells: told by a first line such as `sep=;`, or else by the header. */
export interface Separator {
  readonly delimiter: string;
  /** Characters of the `sep=` line, which is no row. */
  readonly skip: number;
}

const SEPARATORS = [',', ';', '\t'];

/** @param start the file's text up to the end of its first two lines, or more of it */
export function separatorOf(start: string): Separator {
  const text = start.replace(/^\ufeff/, '');
  const told = /^"?sep=(.)"?[ ,;\t]*(?:\r\n|\n|\r|$)/i.exec(text);
  if (told?.[1]) return { delimiter: told[1], skip: start.length - text.length + told[0].length };
  const header = headerOf(text);
  const [first = ','] = SEPARATORS.toSorted((one, other) => count(header, other) - count(header, one));
  return { delimiter: count(header, first) === 0 ? ',' : first, skip: 0 };
}

/** The first line without quoted names, which may hold any separator. */
function headerOf(text: string): string {
  const unquoted = text.replace(/"(?:[^"]|"")*"/g, '');
  return /^[\r\n]*([^\r\n]*)/.exec(unquoted)?.[1] ?? '';
}

const count = (text: string, part: string): number => text.split(part).length - 1;
