import type { TUnsafe } from 'typebox';
import { named } from '../http/schema.ts';
import { oneOf } from './shared.ts';

type Unsent = 'UNSPECIFIED' | 'UNRECOGNIZED';
type Word<E> = Lowercase<Exclude<keyof E & string, Unsent>>;

/** An enum of the contracts as the API shows it: `ORDER_STATE_CONFIRMED` is `confirmed`. */
export interface WireEnum<E> {
  /** A component of the OpenAPI document. */
  readonly schema: TUnsafe<Word<E>>;
  readonly words: readonly Word<E>[];
  /** @throws Error when a service sends what this version of the contract does not know */
  toWord(value: E[keyof E]): Word<E>;
  fromWord<W extends Word<E>>(word: W): E[Uppercase<W> & keyof E];
}

export function wireEnum<E extends Record<string, string>>(name: string, values: E): WireEnum<E> {
  const sent = Object.entries(values).filter(([key]) => key !== 'UNSPECIFIED' && key !== 'UNRECOGNIZED');
  const wordOf = new Map(sent.map(([key, value]) => [value, key.toLowerCase() as Word<E>]));
  const words = [...wordOf.values()];
  return {
    schema: named(name, oneOf(words)),
    words,
    toWord: (value) => {
      const word = wordOf.get(value);
      if (word === undefined) throw new Error(`a service sent the unknown ${name} ${value}`);
      return word;
    },
    fromWord: (word) => values[word.toUpperCase()] as never,
  };
}
