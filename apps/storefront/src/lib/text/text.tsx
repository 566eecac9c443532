import { createContext, type ReactNode, use } from 'react';
import type { Locale } from './locale.ts';
import type { Words } from './words/words.ts';

interface TextContextValue {
  words: Words;
  locale: Locale;
}

const Text = createContext<TextContextValue | undefined>(undefined);

export function TextProvider({ words, locale, children }: TextContextValue & { children: ReactNode }) {
  return <Text value={{ words, locale }}>{children}</Text>;
}

/** The storefront's texts in the customer's language: `const { cart } = useWords()`. */
export const useWords = (): Words => useText().words;

export const useLocale = (): Locale => useText().locale;

function useText(): TextContextValue {
  const value = use(Text);
  if (!value) throw new Error('useText needs a TextProvider above it');
  return value;
}
