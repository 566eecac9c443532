import { createContext, type ReactNode, use } from 'react';
import type { Locale } from './locale.ts';
import type { Words } from './words/words.ts';

type Told = { words: Words; locale: Locale };

const Text = createContext<Told | undefined>(undefined);

export function TextProvider({ words, locale, children }: Told & { children: ReactNode }) {
  return <Text value={{ words, locale }}>{children}</Text>;
}

/** The storefront's own words in the reader's language: `const { cart } = useWords()`. */
export const useWords = (): Words => told().words;

export const useLocale = (): Locale => told().locale;

function told(): Told {
  const value = use(Text);
  if (!value) throw new Error('there is no TextProvider above');
  return value;
}
