import type { Locale } from '../locale.ts';

/** A part of a mail, as far as its look goes. */
export type Block =
  | { readonly kind: 'text'; readonly text: string; readonly isSoft?: boolean }
  | { readonly kind: 'button'; readonly label: string; readonly href: string }
  /** Things, one below the other, with what they cost. */
  | { readonly kind: 'items'; readonly items: readonly Item[] }
  /** What it comes to; the last row is the total. */
  | { readonly kind: 'sums'; readonly rows: readonly { readonly label: string; readonly amount: string }[] }
  /** Facts beside each other, or below each other where there is no room. */
  | { readonly kind: 'facts'; readonly facts: readonly Fact[] };

export type Item = { readonly title: string; readonly note: string; readonly amount: string };
export type Fact = { readonly label: string; readonly lines: readonly string[] };

/** What a mail says; layout and plain text are made of it. */
export type MailContent = {
  readonly locale: Locale;
  readonly subject: string;
  /** Shown beside the subject in lists of mails. */
  readonly preview: string;
  readonly heading: string;
  readonly blocks: readonly Block[];
  /** Who writes, and why. */
  readonly footer: readonly string[];
  /** Name of the shop, and where it is. */
  readonly brand: { readonly name: string; readonly url: string };
};
