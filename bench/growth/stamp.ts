/** A row that the shop wrote, in COPY's text format, cut at everything that differs from one purchase to the next. */
export interface Template {
  readonly parts: readonly string[];
  /** What stands between the parts. */
  readonly gaps: readonly Gap[];
}

/** Bytes are hexadecimal in COPY's format, and so is what stands in them. */
interface Gap {
  readonly kind: 'id' | 'time' | 'stamp' | 'word';
  readonly text: string;
  /** Of times. */
  readonly seconds?: number;
  readonly isHex: boolean;
}

/** What a copy of a purchase has instead. */
export interface Stamp {
  /** Differs from copy to copy of one template. */
  readonly copy: number;
  readonly shiftS: number;
  /** Order number, e-mail addresses, customers: what is replaced as a whole. */
  readonly wordFor: (word: string) => string;
}

export interface CutOptions {
  /** Ids of others, such as products: they stay. */
  readonly kept: ReadonlySet<string>;
  readonly words: readonly string[];
  /** Times outside of these are not the purchase's: dates of birth, prices. */
  readonly fromS: number;
  readonly toS: number;
}

const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
const DIGIT = '(?:3[0-9]|6[1-6])';
const HEX_UUID = [8, 4, 4, 4, 12].map((digits) => `${DIGIT}{${digits}}`).join('2d');
const TIME = String.raw`\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d`;
// Seconds of a google.protobuf.Timestamp: field 1, a varint of five bytes.
const HEX_SECONDS = '08(?:[89a-f][0-9a-f]){4}0[0-9a-f]';

/** Cuts a line. Only parts of the same length replace each other within bytes: the protobuf around them stays valid. */
export function cut(line: string, options: CutOptions): Template {
  const words = options.words.map(escaped).join('|') || '(?!)';
  const hexWords = options.words.map(toHex).join('|') || '(?!)';
  const pattern = new RegExp(
    `(?<word>${words})|(?<id>${UUID})|(?<time>${TIME})|(?<hexWord>${hexWords})|(?<hexId>${HEX_UUID})|(?<stamp>${HEX_SECONDS})`,
    'g',
  );
  const [parts, gaps]: [string[], Gap[]] = [[], []];
  let from = 0;
  for (const match of line.matchAll(pattern)) {
    const gap = gapOf(match, options);
    if (!gap) continue;
    parts.push(line.slice(from, match.index));
    gaps.push(gap);
    from = match.index + match[0].length;
  }
  return { parts: [...parts, line.slice(from)], gaps };
}

function gapOf({ groups = {} }: RegExpMatchArray, { kept, fromS, toS }: CutOptions): Gap | undefined {
  const { id, time, word, hexId, hexWord, stamp } = groups;
  if (word ?? hexWord) return { kind: 'word', text: word ?? fromHex(hexWord ?? ''), isHex: !word };
  if (id ?? hexId) {
    const text = id ?? fromHex(hexId ?? '');
    return kept.has(text) ? undefined : { kind: 'id', text, isHex: !id };
  }
  const text = time ?? stamp ?? '';
  const seconds = time ? secondsOf(time) : fromVarint(text);
  if (seconds < fromS || seconds > toS) return undefined;
  return { kind: time ? 'time' : 'stamp', text, seconds, isHex: !time };
}

/** The line of another purchase. */
export function stamped({ parts, gaps }: Template, stamp: Stamp): string {
  let line = parts[0] ?? '';
  for (const [at, gap] of gaps.entries()) line += filled(gap, stamp) + (parts[at + 1] ?? '');
  return line;
}

function filled({ kind, text, seconds = 0, isHex }: Gap, { copy, shiftS, wordFor }: Stamp): string {
  if (kind === 'time') return toTime(seconds + shiftS, text.charAt(10));
  if (kind === 'stamp') return toVarint(seconds + shiftS);
  const plain = kind === 'id' ? otherId(text, copy, shiftS) : wordFor(text);
  return isHex ? toHex(plain) : plain;
}

/** The time in a version 7 is shifted as all times are; the last 32 bits differ by copy. */
export function otherId(id: string, copy: number, shiftS: number): string {
  const head = id.charAt(14) === '7' ? shiftedHead(id, shiftS) : id.slice(0, 13);
  const tail = (Number.parseInt(id.slice(28), 16) ^ copy) >>> 0;
  return `${head}${id.slice(13, 28)}${tail.toString(16).padStart(8, '0')}`;
}

function shiftedHead(id: string, shiftS: number): string {
  const ms = Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16) + shiftS * 1_000;
  const hex = ms.toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}`;
}

const secondsOf = (time: string): number => Date.parse(`${time.slice(0, 10)}T${time.slice(11)}Z`) / 1_000;
const toTime = (seconds: number, separator: string): string =>
  new Date(seconds * 1_000).toISOString().slice(0, 19).replace('T', separator);

/** Of `08` and five bytes, least significant seven bits first. */
function fromVarint(hex: string): number {
  let seconds = 0;
  for (let byte = 5; byte >= 1; byte--)
    seconds = seconds * 128 + (Number.parseInt(hex.slice(byte * 2, byte * 2 + 2), 16) & 127);
  return seconds;
}

export function toVarint(seconds: number): string {
  const bytes = [8];
  for (let left = seconds, byte = 0; byte < 5; byte++, left = Math.floor(left / 128))
    bytes.push((left % 128) + (byte < 4 ? 128 : 0));
  return Buffer.from(bytes).toString('hex');
}

const toHex = (text: string): string => Buffer.from(text).toString('hex');
const fromHex = (hex: string): string => Buffer.from(hex, 'hex').toString();
const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
