import { gtinOf, significantDigits } from '@tradepost/contracts/gtin';
import { STOP_WORDS } from './stop-words.ts';
import { fold, wordsOf } from './words.ts';

/** What one part of a query may stand for: any of these groups, each with all of its words. */
export interface SearchTerm {
  /** The word to look for misspellings of. */
  readonly typed: string;
  readonly anyOf: readonly (readonly string[])[];
}

/** Codes are longer than words. */
const LONGEST_TOKEN = 100;
const MOST_TERMS = 12;
/** Adjacent words as short as this are written in one, too: USB C, A 4. */
const SHORT = 2;
const LONGEST_UNIT = 4;
const LONGEST_SPACELESS_WORD = 12;

// Words with single signs between: codes, numbers, hyphenated words.
const CHUNK = /[\p{L}\p{N}][\p{L}\p{N}\p{M}]*(?:[-‐‑–./_,+][\p{L}\p{N}][\p{L}\p{N}\p{M}]*)*/gu;
const PIECE = /[\p{L}\p{N}\p{M}]+/gu;
const NUMBER = /^(\d+(?:[.,]\d+)+)(\p{L}*)$/u;
const THOUSANDS = /^\d{1,3}(?:[.,]\d{3})+$/;
/** The numbers and words of `50x70cm`. */
const RUN = /\d+|\p{L}[\p{L}\p{M}]*/gu;
/** A code of more is no measure. */
const MOST_RUNS = 6;
const SPACELESS_LETTER =
  '[\\p{scx=Han}\\p{scx=Hiragana}\\p{scx=Katakana}\\p{scx=Hangul}\\p{scx=Thai}\\p{scx=Lao}\\p{scx=Khmer}\\p{scx=Myanmar}]';
/** Runs of scripts that put no spaces between words, or compound them freely. */
const SPACELESS = new RegExp(`(?:(?=${SPACELESS_LETTER})\\p{L}\\p{M}*)+`, 'gu');
const LETTER = /\p{L}\p{M}*/gu;
const UMLAUTS: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue', ø: 'oe', å: 'aa' };

/** Everything that a text is found by; `isLong`: it is prose, in which only numbers are joined with their units. */
export function tokensOf(text: string, isLong = false): string[] {
  const chunks = chunksOf(text);
  const tokens = chunks.flatMap(({ forms, pieces }) => [
    ...pieces.flatMap((piece) => [piece, ...partsOf(piece), ...ngramsOf(piece)]),
    ...forms,
  ]);
  const joined = chunks.slice(1).flatMap((chunk, i) => {
    const before = chunks[i] as Chunk;
    return isJoined(before, chunk, isLong) ? [before.whole + chunk.whole] : [];
  });
  return [...tokens, ...joined, ...spelledOut(text)].filter(isToken);
}

/** The tokens of a SKU or barcode: with and without what separates its parts. */
export function codeTokensOf(code: string): string[] {
  const pieces = fold(code).match(PIECE) ?? [];
  const gtin = gtinOf(code);
  return [...tokensOf(code), pieces.join(''), ...(gtin ? [significantDigits(gtin)] : [])].filter(isToken);
}

/** A code as the index has it besides its tokens, which no text can give: it is found as a whole, however it is divided. */
export function codeKeysOf(code: string): string[] {
  const pieces = fold(code).match(PIECE) ?? [];
  const gtin = gtinOf(code.trim());
  const keys = [pieces.join(''), ...(gtin ? [significantDigits(gtin)] : [])].filter(isToken);
  return [...new Set(keys)].map((key) => `=${key}`);
}

const LABEL = /^\s*(?:sku|ean|gtin|upc|isbn|jan)(?:[- ]?(?:8|1[0234]))?(?:\s*[:#]\s*|\s+)(?=\S)/i;

/** `EAN 4006381333931` and `SKU: AB-12` are the code alone. */
export function withoutLabel(query: string): string {
  const [label] = LABEL.exec(query) ?? [];
  if (label === undefined) return query;
  const code = query.slice(label.length).trim();
  const isCode = gtinOf(code) !== undefined || (!/\s/.test(code) && (/\d/.test(code) || label.includes(':')));
  return isCode ? code : query;
}

/** What a query asks for: all of the terms. Words that mean nothing count only if there is nothing else. */
export function termsOf(query: string): SearchTerm[] {
  const gtin = gtinOf(query.trim());
  if (gtin) return [{ typed: gtin, anyOf: [[significantDigits(gtin)], wordsOf(query)] }];
  const chunks = chunksOf(query);
  const terms = chunks.map((chunk, i) => termOf(chunk, chunks[i - 1], chunks[i + 1]));
  const meaningful = terms.filter(({ anyOf }, i) => anyOf.length > 0 && !isStopWord(chunks[i] as Chunk));
  const counted = meaningful.length > 0 ? meaningful : terms.filter(({ anyOf }) => anyOf.length > 0);
  return counted.slice(0, MOST_TERMS);
}

interface Chunk {
  /** In one word. */
  readonly whole: string;
  readonly pieces: readonly string[];
  /** Further ways to write it, or a part of it. */
  readonly forms: readonly string[];
  /** The ways to write all of it. */
  readonly wholes: readonly string[];
}

function chunksOf(text: string): Chunk[] {
  return (fold(text).match(CHUNK) ?? []).flatMap((chunk): Chunk[] => {
    const pieces = chunk.match(PIECE) ?? [];
    const number = NUMBER.exec(chunk);
    if (number) return [numberOf(number[1] ?? '', number[2] ?? '', pieces)];
    const whole = pieces.join('');
    // A list without spaces (`red,green,blue`) is no word.
    if (!isToken(whole) || chunk.includes(','))
      return pieces.map((piece) => ({ whole: piece, pieces: [piece], forms: [], wholes: [piece] }));
    const gtin = gtinOf(whole);
    const wholes = gtin ? [whole, significantDigits(gtin)] : [whole];
    return [{ whole, pieces, forms: pieces.length > 1 ? [whole] : [], wholes }];
  });
}

/** `1.5l` and `1,5 l` are `1d5` with the unit `l`; `1,000` is also `1000`. */
function numberOf(digits: string, unit: string, pieces: readonly string[]): Chunk {
  const exact = digits.replace(/[.,]/g, 'd');
  const plain = THOUSANDS.test(digits) ? [digits.replace(/[.,]/g, '')] : [];
  const wholes = [exact, ...plain].map((one) => one + unit);
  const forms = unit ? [exact, ...plain, ...wholes] : wholes;
  return { whole: exact + unit, pieces: unit ? [...pieces, unit] : pieces, forms, wholes };
}

function termOf(chunk: Chunk, before: Chunk | undefined, after: Chunk | undefined): SearchTerm {
  const { whole, pieces, wholes } = chunk;
  const joined = [before && before.whole + whole, after && whole + after.whole].flatMap((one) => one ?? []);
  const apart = pieces.length > 1 ? meaningfulOf(pieces) : (measureOf(whole) ?? spacelessOf(whole));
  const anyOf = [...[...wholes, ...joined].filter(isToken).map((one) => [one]), apart];
  return { typed: whole, anyOf: anyOf.filter((all) => all.length > 0) };
}

/** The parts of `USB-A` are not looked for alone, since without the A there would be other plugs. */
function meaningfulOf(pieces: readonly string[]): readonly string[] {
  if (pieces.some((piece) => piece.length === 1 && STOP_WORDS.has(piece))) return [];
  return pieces.filter((piece) => !STOP_WORDS.has(piece));
}

/** `50x70` is also 50, x and 70; `500ml` is joined in every text that has `500 ml`. */
function measureOf(word: string): string[] | undefined {
  const runs = runsOf(word);
  return runs.length > 2 ? runs : undefined;
}

/** In scripts without spaces, pairs of letters stand for what is inside of a longer word. */
function spacelessOf(word: string): string[] {
  const runs = word.match(SPACELESS) ?? [];
  if (runs.length === 0) return [];
  const others = word.replace(SPACELESS, ' ').match(PIECE) ?? [];
  const pairs = runs.flatMap((run) => {
    const letters = run.match(LETTER) ?? [];
    return letters.length === 1 ? letters : pairsOf(letters);
  });
  return [...others, ...pairs];
}

function ngramsOf(piece: string): string[] {
  return (piece.match(SPACELESS) ?? []).flatMap((run) => {
    const letters = run.match(LETTER) ?? [];
    // A single letter is found as the beginning of a pair; the last one begins none.
    return [...pairsOf(letters), ...letters.slice(-1)];
  });
}

const pairsOf = (letters: readonly string[]): string[] =>
  letters.slice(1).map((letter, i) => `${letters[i]}${letter}`);

/** `500ml` → `500`, `ml`; of more than two, their pairs, too: `50x70` → `50`, `x`, `70`, `50x`, `x70`. */
function partsOf(piece: string): string[] {
  const runs = runsOf(piece);
  const pairs = runs.length > 2 ? pairsOf(runs) : [];
  const others = piece.replace(SPACELESS, ' ').match(PIECE) ?? [];
  return [...runs, ...pairs, ...(others[0] === piece ? [] : others)];
}

function runsOf(piece: string): string[] {
  const runs = piece.match(RUN) ?? [];
  return runs.length > 1 && runs.length <= MOST_RUNS ? runs : [];
}

function isJoined({ whole: one }: Chunk, { whole: other }: Chunk, isLong: boolean): boolean {
  const isNumber = (text: string) => /^\d/.test(text);
  const isUnit = (text: string) => text.length <= LONGEST_UNIT && /^\p{L}+$/u.test(text);
  if (isNumber(one) ? isUnit(other) : !isLong && isUnit(one) && isNumber(other)) return true;
  return !isLong && (one.length <= SHORT || other.length <= SHORT);
}

/** Germans and Danes without the key write `ae` for `ä` and `oe` for `ø`. */
function spelledOut(text: string): string[] {
  const composed = text.normalize('NFC').toLowerCase();
  if (!/[äöüøå]/.test(composed)) return [];
  const words = composed.match(PIECE) ?? [];
  return words
    .filter((word) => /[äöüøå]/.test(word))
    .map((word) => fold(word.replace(/[äöüøå]/g, (letter) => UMLAUTS[letter] ?? letter)));
}

/** A run of letters without spaces that is longer than words are. */
export const isSentence = (text: string): boolean =>
  (text.match(SPACELESS) ?? []).some((run) => (run.match(LETTER) ?? []).length > LONGEST_SPACELESS_WORD);

const isToken = (text: string): boolean => text !== '' && text.length <= LONGEST_TOKEN;
const isStopWord = ({ pieces, whole }: Chunk): boolean => pieces.length === 1 && STOP_WORDS.has(whole);
