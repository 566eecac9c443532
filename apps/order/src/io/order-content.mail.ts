import { addressForm } from '@tradepost/addresses';
import type { Money } from '@tradepost/decision';
import {
  formatsOf,
  type Block,
  type Formats,
  type Item,
  type Locale,
  type MailContent,
} from '@tradepost/mail';
import type { Fulfilment, ItemCancellation, LineQuantity, Return } from '../domain/documents.ts';
import type { MailKind } from '../domain/mails.ts';
import { isShipped } from '../domain/order-lines.ts';
import type { Address, Order, OrderLine, Priced, Totals } from '../domain/order.ts';
import { TEXTS, type MailTexts } from './order-texts.mail.ts';

/** What a mail is about. */
export interface MailSubject {
  readonly kind: MailKind;
  readonly locale: Locale;
  readonly order: Order;
  /** The page of the order. */
  readonly link: string;
  readonly brand: MailContent['brand'];
  /** What was shipped. */
  readonly parcel?: Fulfilment | undefined;
  /** What came back. */
  readonly returned?: Return | undefined;
  /** What will not be sent. */
  readonly cancelled?: ItemCancellation | undefined;
  /** What was refunded. */
  readonly amount?: Money | undefined;
}

/** The content of a mail to the customer; undefined: an order without prices has nothing to show. */
export function orderMail(about: MailSubject): MailContent | undefined {
  const { locale, link, brand, amount, order } = about;
  if (!order.priced) return undefined;
  const [texts, formats] = [TEXTS[locale], formatsOf(locale)];
  const { subject, heading, preview, text } = textOf(about, order.priced, texts);
  const fill = (sentence: string): string =>
    sentence.replaceAll('{number}', order.number).replaceAll('{amount}', amount ? formats.money(amount) : '');
  return {
    ...{ locale, brand },
    subject: fill(subject),
    heading: fill(heading),
    preview: fill(preview),
    blocks: [
      { kind: 'text', text: fill(text) },
      ...itemBlocks(about, order.priced, texts, formats),
      { kind: 'facts', facts: factsOf(about, order.priced, texts, formats) },
      { kind: 'button', label: texts.view, href: link },
    ],
    footer: [texts.footer],
  };
}

/** Nothing of some orders will be on its way. */
const textOf = ({ kind }: MailSubject, { lines }: Priced, { mails, nothingShipped }: MailTexts) =>
  kind === 'order-confirmed' && !isShipped(lines) ? nothingShipped : mails[kind];

/** The items that the mail is about: those of the order with its totals, of a parcel, of a return, or none. */
function itemBlocks(
  { kind, parcel, returned, cancelled }: MailSubject,
  priced: Priced,
  texts: MailTexts,
  formats: Formats,
): Block[] {
  switch (kind) {
    case 'order-confirmed':
      return [
        { kind: 'items', items: priced.lines.map((line) => itemOf(line, line.quantity, formats)) },
        { kind: 'sums', rows: sumsOf(priced, texts, formats) },
        ...taxNote(priced.totals, texts, formats),
      ];
    case 'order-cancelled':
      return [{ kind: 'items', items: priced.lines.map((line) => itemOf(line, line.quantity, formats)) }];
    case 'items-cancelled':
      return cancelled ? [{ kind: 'items', items: partOf(priced, cancelled.lines, formats) }] : [];
    case 'order-shipped':
      return parcel ? [{ kind: 'items', items: partOf(priced, parcel.lines, formats) }] : [];
    case 'return-received':
      return returned ? [{ kind: 'items', items: partOf(priced, returned.lines, formats) }] : [];
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

/** Some of the order's items, with quantities and without prices. */
function partOf({ lines }: Priced, wanted: readonly LineQuantity[], formats: Formats): Item[] {
  return wanted.flatMap(({ lineId, quantity }) => {
    const line = lines.find(({ id }) => id === lineId);
    if (!line) return [];
    const note = line.options.map(({ value }) => value).join(', ');
    return [{ ...itemOf(line, quantity, formats), note, amount: `× ${quantity}` }];
  });
}

function sumsOf(
  { lines, totals }: Priced,
  texts: MailTexts,
  { money }: Formats,
): { label: string; amount: string }[] {
  const isSent = isShipped(lines);
  const { items, discount, shipping, tax, grand, taxIncluded } = totals;
  const given = { ...discount, amountMinor: -discount.amountMinor };
  return [
    { label: texts.items, amount: money(items) },
    ...(discount.amountMinor > 0 ? [{ label: texts.discount, amount: money(given) }] : []),
    ...(isSent
      ? [{ label: texts.shipping, amount: shipping.amountMinor === 0 ? texts.free : money(shipping) }]
      : []),
    ...(taxIncluded ? [] : [{ label: texts.tax, amount: money(tax) }]),
    { label: texts.total, amount: money(grand) },
  ];
}

/** By rate when there are several, as an invoice has it. */
function taxNote({ tax, taxIncluded, taxLines }: Totals, texts: MailTexts, formats: Formats): Block[] {
  const { money, percent } = formats;
  if (!taxIncluded || tax.amountMinor === 0) return [];
  const byRate = taxLines.map((line) =>
    texts.taxAtRate
      .replace('{rate}', percent(line.rate / 100))
      .replace('{net}', money(line.net))
      .replace('{amount}', money(line.tax)),
  );
  const note = [texts.taxIncluded.replace('{amount}', money(tax)), ...(byRate.length > 1 ? byRate : [])];
  return [{ kind: 'text', text: note.join(' '), isSoft: true }];
}

function factsOf(
  { kind, order, parcel, amount }: MailSubject,
  priced: Priced,
  texts: MailTexts,
  formats: Formats,
) {
  const isAboutMoney = kind === 'order-cancelled' || kind === 'order-refunded';
  const isSent = isShipped(priced.lines);
  const isUnderWay = kind === 'order-confirmed' || kind === 'order-shipped';
  return [
    { label: texts.number, lines: [order.number, `${texts.placedOn} ${formats.date(order.createdAt)}`] },
    ...(isUnderWay
      ? [
          {
            label: isSent ? texts.deliveredTo : texts.billedTo,
            lines: linesOf(priced.shippingAddress, formats),
          },
        ]
      : []),
    ...(kind === 'order-confirmed' && isSent
      ? [{ label: texts.by, lines: [shippingNameOf(priced, texts)] }]
      : []),
    ...(parcel?.tracking ? [{ label: texts.tracking, lines: [parcel.tracking] }] : []),
    ...(amount ? [{ label: texts.amount, lines: [formats.money(amount)] }] : []),
    ...(isAboutMoney ? [{ label: texts.orderTotal, lines: [formats.money(priced.totals.grand)] }] : []),
  ];
}

/** The cart service names shipping options in English only. */
const shippingNameOf = ({ shippingOption: { id, name } }: Priced, { shippingNames }: MailTexts): string =>
  Object.hasOwn(shippingNames, id) ? shippingNames[id as keyof typeof shippingNames] : name;

function linesOf(address: Address, formats: Formats): string[] {
  const { name, line1, line2, city, region, postalCode, country } = address;
  const place = addressForm(country)?.postalCode?.isFirst
    ? [`${postalCode} ${city}`.trim(), region]
    : [city, region, postalCode];
  return [name, line1, line2, ...place, formats.country(country)].filter(Boolean);
}
