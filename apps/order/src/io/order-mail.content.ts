import type { Money } from '@tradepost/decision';
import {
  formatsOf,
  type Block,
  type Formats,
  type Item,
  type Locale,
  type MailContent,
} from '@tradepost/mail';
import type { AfterSale, Fulfilment, LineQuantity, Return } from '../domain/after-sale.ts';
import type { MailKind } from '../domain/mails.ts';
import type { Address, OrderLine, Priced, Totals } from '../domain/order.ts';
import { WORDS, type MailWords } from './order-mail.words.ts';

export type OrderNews = {
  readonly kind: MailKind;
  readonly locale: Locale;
  readonly sale: AfterSale;
  /** Where the buyer sees the order. */
  readonly link: string;
  readonly brand: MailContent['brand'];
  /** What was shipped. */
  readonly parcel?: Fulfilment | undefined;
  /** What came back. */
  readonly sentBack?: Return | undefined;
  /** What was given back. */
  readonly amount?: Money | undefined;
};

/** What a buyer is told; undefined: there is nothing to tell of an order without prices. */
export function orderMail(news: OrderNews): MailContent | undefined {
  const { kind, locale, link, brand, amount } = news;
  const { order } = news.sale;
  if (!order.priced) return undefined;
  const [words, formats] = [WORDS[locale], formatsOf(locale)];
  const { subject, heading, preview, text } = words.news[kind];
  const fill = (sentence: string): string =>
    sentence.replaceAll('{number}', order.number).replaceAll('{amount}', amount ? formats.money(amount) : '');
  return {
    ...{ locale, brand },
    subject: fill(subject),
    heading: fill(heading),
    preview: fill(preview),
    blocks: [
      { kind: 'text', text: fill(text) },
      ...goodsOf(news, order.priced, words, formats),
      { kind: 'facts', facts: factsOf(news, order.priced, words, formats) },
      { kind: 'button', label: words.view, href: link },
    ],
    footer: [words.footer],
  };
}

/** What the news is about: the whole order with its sums, a parcel, a return, or nothing but money. */
function goodsOf(
  { kind, parcel, sentBack }: OrderNews,
  priced: Priced,
  words: MailWords,
  formats: Formats,
): Block[] {
  switch (kind) {
    case 'order-confirmed':
      return [
        { kind: 'items', items: priced.lines.map((line) => itemOf(line, line.quantity, formats)) },
        { kind: 'sums', rows: sumsOf(priced.totals, words, formats) },
        ...taxNote(priced.totals, words, formats),
      ];
    case 'order-cancelled':
      return [{ kind: 'items', items: priced.lines.map((line) => itemOf(line, line.quantity, formats)) }];
    case 'order-shipped':
      return parcel ? [{ kind: 'items', items: partOf(priced, parcel.lines, formats) }] : [];
    case 'return-received':
      return sentBack ? [{ kind: 'items', items: partOf(priced, sentBack.lines, formats) }] : [];
    case 'order-refunded':
      return [];
  }
}

function itemOf({ title, options, unitPrice, total }: OrderLine, quantity: number, { money }: Formats): Item {
  const chosen = options.map(({ value }) => value).join(', ');
  return {
    title,
    note: [chosen, `${quantity} × ${money(unitPrice)}`].filter(Boolean).join(' · '),
    amount: money(total),
  };
}

/** Some of an order's things; how many, not what they cost. */
function partOf({ lines }: Priced, wanted: readonly LineQuantity[], formats: Formats): Item[] {
  return wanted.flatMap(({ lineId, quantity }) => {
    const line = lines.find(({ id }) => id === lineId);
    if (!line) return [];
    const note = line.options.map(({ value }) => value).join(', ');
    return [{ ...itemOf(line, quantity, formats), note, amount: `× ${quantity}` }];
  });
}

function sumsOf(totals: Totals, words: MailWords, { money }: Formats): { label: string; amount: string }[] {
  const { items, discount, shipping, tax, grand, taxIncluded } = totals;
  const given = { ...discount, amountMinor: -discount.amountMinor };
  return [
    { label: words.items, amount: money(items) },
    ...(discount.amountMinor > 0 ? [{ label: words.discount, amount: money(given) }] : []),
    { label: words.shipping, amount: shipping.amountMinor === 0 ? words.free : money(shipping) },
    ...(taxIncluded ? [] : [{ label: words.tax, amount: money(tax) }]),
    { label: words.total, amount: money(grand) },
  ];
}

function taxNote({ tax, taxIncluded }: Totals, words: MailWords, { money }: Formats): Block[] {
  if (!taxIncluded || tax.amountMinor === 0) return [];
  return [{ kind: 'text', text: words.taxIncluded.replace('{amount}', money(tax)), isSoft: true }];
}

function factsOf(
  { kind, sale, parcel, amount }: OrderNews,
  priced: Priced,
  words: MailWords,
  formats: Formats,
) {
  const { order } = sale;
  const isAboutMoney = kind === 'order-cancelled' || kind === 'order-refunded';
  const isUnderWay = kind === 'order-confirmed' || kind === 'order-shipped';
  return [
    { label: words.number, lines: [order.number, `${words.placedOn} ${formats.date(order.createdAt)}`] },
    ...(isUnderWay ? [{ label: words.deliveredTo, lines: linesOf(priced.shippingAddress, formats) }] : []),
    ...(kind === 'order-confirmed' ? [{ label: words.by, lines: [wayOf(priced, words)] }] : []),
    ...(parcel?.tracking ? [{ label: words.tracking, lines: [parcel.tracking] }] : []),
    ...(amount ? [{ label: words.amount, lines: [formats.money(amount)] }] : []),
    ...(isAboutMoney ? [{ label: words.orderTotal, lines: [formats.money(priced.totals.grand)] }] : []),
  ];
}

/** Carts name it in English. */
const wayOf = ({ shippingOption: { id, name } }: Priced, { ways }: MailWords): string =>
  Object.hasOwn(ways, id) ? ways[id as keyof typeof ways] : name;

// Where the postal code follows the town, and stands on a line of its own; elsewhere it stands before it.
const TOWN_FIRST = ['GB', 'IM', 'JE', 'GG', 'IE', 'US', 'CA', 'AU', 'NZ'];

function linesOf(address: Address, formats: Formats): string[] {
  const { name, line1, line2, city, region, postalCode, country } = address;
  const place = TOWN_FIRST.includes(country)
    ? [city, region, postalCode]
    : [`${postalCode} ${city}`.trim(), region];
  return [name, line1, line2, ...place, formats.country(country)].filter(Boolean);
}
