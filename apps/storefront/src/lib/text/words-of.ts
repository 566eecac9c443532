import { use } from 'react';
import type { Language } from './locale.ts';
import type { FirstWords, LaterWords, Words } from './words/words.ts';

/** Each language is a file of its own, so that a browser loads only the one it reads. */
async function firstWords(language: Language): Promise<FirstWords> {
  return language === 'de' ? (await import('./words/de.ts')).de : (await import('./words/en.ts')).en;
}

async function laterWords(language: Language): Promise<LaterWords> {
  return (await (language === 'de' ? import('./words/de-later.ts') : import('./words/en-later.ts'))).later;
}

/** For the server, which has them all at hand. */
export async function wordsOf(language: Language): Promise<Words> {
  return { ...(await firstWords(language)), ...(await laterWords(language)) };
}

export type GrowingWords = {
  words: Words;
  /** Loads the rest before a page asks for it. */
  grow: () => Promise<LaterWords>;
};

/** For browsers: the rest comes when a page first says something of it; until then the page before it stays. */
export async function growingWordsOf(language: Language): Promise<GrowingWords> {
  const first = await firstWords(language);
  let asked: Promise<LaterWords> | undefined;
  let there: LaterWords | undefined;
  const grow = () => (asked ??= laterWords(language).then((words) => (there = words)));
  const later = (): LaterWords => there ?? use(grow());
  return {
    grow,
    words: {
      ...first,
      get account() {
        return later().account;
      },
      get cart() {
        return later().cart;
      },
      get checkout() {
        return later().checkout;
      },
      get orders() {
        return later().orders;
      },
    },
  };
}
