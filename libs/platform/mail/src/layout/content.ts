import type { Locale } from '../locale.ts';

/** A block of a mail's layout. */
export type Block =
  | { readonly kind: 'text'; readonly text: string; readonly isSoft?: boolean }
  | { readonly kind: 'button'; readonly label: string; readonly href: string }
  /** Items with their amounts, one per row. */
  | { readonly kind: 'items'; readonly items: readonly Item[] }
  /** Sums; the last row is the total. */
  | { readonly kind: 'sums'; readonly rows: readonly Sum[] }
  /** Facts side by side, or stacked where there is no room. */
  | { readonly kind: 'facts'; readonly facts: readonly Fact[] };

export interface Item {
  readonly title: string;
  readonly note: string;
  readonly amount: string;
}
export interface Sum {
  readonly label: string;
  readonly amount: string;
}
export interface Fact {
  readonly label: string;
  readonly lines: readonly string[];
}

/** The content of a mail, from which HTML and plain text are made. */
export interface MailContent {
  readonly locale: Locale;
  readonly subject: string;
  /** Preview text, shown beside the subject in lists of mails. */
  readonly preview: string;
  readonly heading: string;
  readonly blocks: readonly Block[];
  /** Sender and reason. */
  readonly footer: readonly string[];
  /** Name and URL of the shop. */
  readonly brand: { readonly name: string; readonly url: string };
}
