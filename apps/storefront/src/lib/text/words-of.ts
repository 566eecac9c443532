import type { Language } from './locale.ts';
import type { Words } from './words/en.ts';

/** Each language is a file of its own, so that a browser loads only the one it reads. */
export async function wordsOf(language: Language): Promise<Words> {
  return language === 'de' ? (await import('./words/de.ts')).de : (await import('./words/en.ts')).en;
}
