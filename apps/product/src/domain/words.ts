import { foldLatin } from '@tradepost/contracts/slug';

/** Shorter words are similar to too many others to guess. */
export const SHORTEST_GUESSED = 4;
const SHORTEST_WITHOUT_A_LETTER = 5;
const LONGEST_WORD = 40;

const OPTIONAL_MARKS = /([\p{Script=Greek}\p{Script=Arabic}\p{Script=Hebrew}])\p{M}+/gu;
const STRESS = /(\p{Script=Cyrillic})[\u0300\u0301]+/gu;
const SILENT = /['’`ʼ\u0640]|\p{Default_Ignorable_Code_Point}/gu;
// Letters that people type for each other: Arabic and Persian keyboards, final sigma, the sign in 50×70.
const SAME: Readonly<Record<string, string>> = { ё: 'е', ς: 'σ', ي: 'ی', ى: 'ی', ك: 'ک', ة: 'ه', '×': 'x' };
const ALIKE = new RegExp(`[${Object.keys(SAME).join('')}]`, 'gu');
const WORD = /[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu;

/**
 * Without case and width, and without the marks that people leave out when they type: `Crème` → `creme`, `Łódź` → `lodz`,
 * `ё` → `е`. Marks that make another letter stay: `й`, `ガ`, `कि`.
 */
export function fold(text: string): string {
  const bare = foldLatin(text).normalize('NFD').replace(OPTIONAL_MARKS, '$1').normalize('NFC');
  return bare
    .replace(STRESS, '$1')
    .replace(ALIKE, (letter) => SAME[letter] ?? letter)
    .replace(SILENT, '');
}

/** The words of a text: `Men's T-Shirt` → `mens`, `t`, `shirt`. */
export function wordsOf(text: string): string[] {
  return (fold(text).match(WORD) ?? []).filter((word) => word.length <= LONGEST_WORD);
}

/** Hyphenated words are also searched as one: `T-Shirt` → `tshirt`. */
export function joinedWordsOf(text: string): string[] {
  // Words without a hyphen match, too: if they did not, each of their letters would be tried as a beginning.
  const words = fold(text).match(/[\p{L}\p{N}\p{M}]+(?:-[\p{L}\p{N}\p{M}]+)*/gu) ?? [];
  const pairs = words.filter((word) => word.includes('-'));
  return pairs.map((pair) => pair.replaceAll('-', '')).filter((word) => word.length <= LONGEST_WORD);
}

/** The text of an HTML fragment, for the index only: it is not safe to display. */
export function textOfHtml(html: string): string {
  return html
    .replace(/<(script|style)\b[\s\S]*?<\/\1\s*>/gi, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&nbsp;/gi, ' ')
    .replace(/&amp;/gi, '&')
    .replace(/&#?\w+;/g, ' ');
}

/** Misspelt numbers and codes can't be guessed. */
export const isGuessable = (word: string): boolean =>
  word.length >= SHORTEST_GUESSED && /^\p{L}+$/u.test(word);

/** The word with each one of its letters missing. */
export function withOneMissing(word: string): string[] {
  const letters = [...word];
  return unique(letters.map((_, i) => letters.toSpliced(i, 1).join('')));
}

/** The word with each pair of adjacent letters swapped. */
export function withTwoSwapped(word: string): string[] {
  const letters = [...word];
  const swaps = letters
    .slice(1)
    .map((letter, i) => letters.toSpliced(i, 2, letter, letters[i] as string).join(''));
  return unique(swaps).filter((swap) => swap !== word);
}

/** Spellings under which the word is found: two adjacent letters swapped or, in a longer word, one missing. */
export const spellingsOf = (word: string): string[] =>
  unique([
    ...(word.length >= SHORTEST_WITHOUT_A_LETTER ? withOneMissing(word) : []),
    ...withTwoSwapped(word),
  ]);

/** Edit distance: letters added, dropped or changed, or adjacent letters swapped. */
export function distance(a: string, b: string): number {
  const [from, to] = [[...a], [...b]];
  const rows = [Array.from({ length: to.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= from.length; i++) {
    const [above, twoAbove] = [rows[i - 1] as number[], rows[i - 2]];
    const row = [i];
    for (let j = 1; j <= to.length; j++) {
      const change = (above[j - 1] as number) + (from[i - 1] === to[j - 1] ? 0 : 1);
      const isSwap = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      const swap = isSwap ? ((twoAbove as number[])[j - 2] as number) + 1 : Infinity;
      row.push(Math.min((above[j] as number) + 1, (row[j - 1] as number) + 1, change, swap));
    }
    rows.push(row);
  }
  return (rows[from.length] as number[])[to.length] as number;
}

/** The largest edit distance of a guess. */
export const toleranceFor = (word: string): number => (word.length >= 8 ? 2 : 1);

const unique = (words: readonly string[]): string[] => [...new Set(words)];
