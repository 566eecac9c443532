import { stripVTControlCharacters } from 'node:util';

const SHOWN_LINES = 40;

/** The end of a long output, without colours: that is where tools sum up. */
export function excerpt(output: string): string {
  const lines = stripVTControlCharacters(output).trimEnd().split('\n');
  const left = lines.length - SHOWN_LINES;
  return [...(left > 0 ? [`(${left} lines before this)`] : []), ...lines.slice(-SHOWN_LINES)].join('\n');
}
