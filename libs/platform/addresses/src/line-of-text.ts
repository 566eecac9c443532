/** Line breaks of every kind, and everything else that is no text. */
const CONTROLS = /[\p{Cc}\u2028\u2029]/u;
/** They turn the direction of what follows, so that a label reads differently from what is stored. */
const TURNING = /[\u202A-\u202E\u2066-\u2069]/u;
/** Half a character; U+FFFD is what stands for it, and for other bytes that are no text, after a call. */
const BROKEN = /[\p{Cs}\p{Noncharacter_Code_Point}\uFFFD]/u;
/** Braille's blank and the fillers of Hangul count as letters or symbols, yet print nothing. */
const VISIBLE = /(?![\p{Default_Ignorable_Code_Point}\u2800])[\p{L}\p{N}\p{P}\p{S}]/u;
const UNSEEN_ENDS = /^[\s\u00AD\u180E\u200B\u2060]+|[\s\u00AD\u180E\u200B\u2060]+$/g;

/**
 * A line of text that is stored and printed (a name, a street), without what can't be seen at its ends; empty when nothing
 * of it can be seen. Joiners and marks inside stay: Persian, Hindi and Hebrew need them.
 */
export const tidyLine = (text: string): string => (VISIBLE.test(text) ? text.replace(UNSEEN_ENDS, '') : '');

/**
 * Why a text can't be one line of print; the rule and the remedy, to follow the name of the field. Undefined: it can. Names
 * of accounts and all parts of addresses are checked by it; whether something can be seen at all, `tidyLine` tells.
 */
export function lineFault(text: string): string | undefined {
  if (CONTROLS.test(text)) return 'must be one line of text, without line breaks and control characters.';
  if (TURNING.test(text))
    return 'must not have characters that turn the direction of text (U+202A to U+202E, U+2066 to U+2069); remove them.';
  if (BROKEN.test(text)) return 'has characters that can not be decoded; type it again.';
  return undefined;
}
