import { use } from 'react';
import type { Language } from './locale.ts';
import type { FirstWords, LaterWords, Words } from './words/words.ts';

/** Each language is a separate file, so that a browser loads only one. */
async function firstWords(language: Language): Promise<FirstWords> {
  return language === 'de' ? (await import('./words/de.ts')).de : (await import('./words/en.ts')).en;
}

async function laterWords(language: Language): Promise<LaterWords> {
  return (await (language === 'de' ? import('./words/de-later.ts') : import('./words/en-later.ts'))).later;
}

/** For the server, which has loaded all of them. */
export async function wordsOf(language: Language): Promise<Words> {
  return { ...(await firstWords(language)), ...(await laterWords(language)) };
}

export interface GrowingWords {
  words: Words;
  /** Preloads the remaining texts. */
  grow: () => Promise<LaterWords>;
}

/** For browsers: loads the remaining texts when a page first needs them; until then the previous page stays. */
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
