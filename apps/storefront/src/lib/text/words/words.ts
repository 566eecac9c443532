import type { en } from './en.ts';
import type { later } from './en-later.ts';

/** Any language has the same keys, and the same arguments where a sentence takes some. */
type Translated<T> = {
  [K in keyof T]: T[K] extends (...args: infer A) => string
    ? (...args: A) => string
    : T[K] extends string
      ? string
      : Translated<T[K]>;
};

export type FirstWords = Translated<typeof en>;
export type LaterWords = Translated<typeof later>;

/** All that the storefront says itself, by the part of the shop that says it. */
export type Words = FirstWords & LaterWords;
