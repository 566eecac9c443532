import type { Suggestions } from './use-suggestions.ts';

type Product = Suggestions['products'][number];

/** A suggestion with its target and group. */
export type Entry = { to: string } & (
  | { group: 'words'; text: string }
  | { group: 'categories'; text: string }
  | { group: 'products'; product: Product }
);

/** In display and navigation order. */
export function entriesOf({ words, categories, products }: Suggestions, typed: string): Entry[] {
  const before = typed.replace(/[\p{L}\p{N}]+\s*$/u, '');
  return [
    ...words.map((word) => {
      const text = (before + word).trim();
      return { group: 'words' as const, text, to: `/search?${new URLSearchParams({ q: text })}` };
    }),
    ...categories.map(({ slug, name }) => ({
      ...{ group: 'categories' as const, text: name, to: `/categories/${slug}` },
    })),
    ...products.map((product) => ({
      ...{ group: 'products' as const, product, to: `/products/${product.slug}` },
    })),
  ];
}

export const optionId = (id: string, at: number): string => `${id}-${at}`;
