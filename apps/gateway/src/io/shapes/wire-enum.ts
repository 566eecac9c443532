import type { TUnsafe } from 'typebox';
import { named } from '../http/schema.ts';
import { oneOf } from './shared.ts';

type Unsent = 'UNSPECIFIED' | 'UNRECOGNIZED';
type Word<E> = Lowercase<Exclude<keyof E & string, Unsent>>;

/**
 * Shown for what has no word here. While a new version is rolled out, a service may have states that this gateway does
 * not know, or leave out fields that it does know: one such row must not fail a whole list.
 */
const UNKNOWN = 'unknown';
const ABOUT_UNKNOWN = `${UNKNOWN}: a value of a newer version of the shop; ask again later`;

/** Words that a service sends as text; `words` are those that this version knows. */
export const openWords = <W extends string>(words: readonly W[]) => ({
  words,
  /** For answers. */
  schema: oneOf([...words, UNKNOWN], ABOUT_UNKNOWN),
  toWord: (text: string): W | typeof UNKNOWN => words.find((word) => word === text) ?? UNKNOWN,
});

/** An enum of the contracts as the API shows it: `ORDER_STATE_CONFIRMED` is `confirmed`. */
export interface WireEnum<E> {
  /** For answers. A component of the OpenAPI document. */
  readonly schema: TUnsafe<Word<E> | typeof UNKNOWN>;
  /** For requests, which can't ask for what is unknown. */
  readonly words: readonly Word<E>[];
  toWord: (value: E[keyof E]) => Word<E> | typeof UNKNOWN;
  fromWord: <W extends Word<E>>(word: W) => E[Uppercase<W> & keyof E];
}

export function wireEnum<E extends Record<string, string>>(name: string, values: E): WireEnum<E> {
  const sent = Object.entries(values).filter(([key]) => key !== 'UNSPECIFIED' && key !== 'UNRECOGNIZED');
  const wordOf = new Map(sent.map(([key, value]) => [value, key.toLowerCase() as Word<E>]));
  const words = [...wordOf.values()];
  return {
    schema: named(name, oneOf([...words, UNKNOWN], ABOUT_UNKNOWN)),
    words,
    toWord: (value) => wordOf.get(value) ?? UNKNOWN,
    fromWord: (word) => values[word.toUpperCase()] as never,
  };
}
