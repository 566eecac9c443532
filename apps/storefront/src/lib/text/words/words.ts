import type { en } from './en.ts';
import type { later } from './en-later.ts';

/** Every language has the same keys and the same parameters. */
type Translated<T> = {
  [K in keyof T]: T[K] extends (...args: infer A) => string
    ? (...args: A) => string
    : T[K] extends string
      ? string
      : Translated<T[K]>;
};

export type FirstWords = Translated<typeof en>;
export type LaterWords = Translated<typeof later>;

/** All texts of the storefront, by feature. */
export type Words = FirstWords & LaterWords;
