import type { Locale } from '@tradepost/mail';
import type { MailKind } from '../domain/mails.ts';

/** `{number}` stands for the order's number, `{amount}` for the money that was refunded. */
export interface MailText {
  readonly subject: string;
  readonly heading: string;
  readonly preview: string;
  readonly text: string;
}

export interface MailTexts {
  readonly mails: Record<MailKind, MailText>;
  /** The confirmation of an order of which nothing is shipped. */
  readonly nothingShipped: MailText;
  readonly view: string;
  readonly items: string;
  readonly discount: string;
  readonly shipping: string;
  readonly tax: string;
  /** For shipping that costs nothing. */
  readonly free: string;
  readonly total: string;
  /** Where the total stands without the other sums. */
  readonly orderTotal: string;
  readonly taxIncluded: string;
  /** `{rate}` of `{net}` is `{amount}`. */
  readonly taxAtRate: string;
  readonly number: string;
  readonly placedOn: string;
  readonly deliveredTo: string;
  /** The address when nothing is shipped. */
  readonly billedTo: string;
  readonly by: string;
  /** Names of shipping options, by id. */
  readonly shippingNames: { readonly standard: string; readonly nominated: string; readonly express: string };
  readonly tracking: string;
  readonly amount: string;
  readonly footer: string;
}

export const TEXTS: Record<Locale, MailTexts> = {
  en: {
    mails: {
      'order-confirmed': {
        subject: 'Your order {number}',
        heading: 'Thank you for your order',
        preview: 'We have it, and will write again when it is on its way.',
        text: 'We have your order and are getting it ready. We will write again as soon as it is on its way.',
      },
      'order-shipped': {
        subject: 'Your order {number} is on its way',
        heading: 'Your parcel is on its way',
        preview: 'These things have left us.',
        text: 'These things from your order have left us.',
      },
      'order-cancelled': {
        subject: 'Your order {number} is cancelled',
        heading: 'Your order is cancelled',
        preview: 'Nothing will be sent.',
        text: 'Your order is cancelled, and nothing will be sent. If money was taken for it, all of it goes back the way it came; we write again when it has left us.',
      },
      'items-cancelled': {
        subject: 'Part of your order {number} will not be sent',
        heading: 'Part of your order will not be sent',
        preview: 'We have cancelled these items.',
        text: 'We have cancelled these items of your order; the others are not affected. If money is due for them, it goes back the way it came; we write again when it has left us.',
      },
      'order-refunded': {
        subject: 'Money back for your order {number}',
        heading: 'We have refunded {amount}',
        preview: '{amount} is on its way back to you.',
        text: 'The money goes back the way you paid. Depending on your bank it takes a few days until you see it.',
      },
      'return-received': {
        subject: 'What you sent back has arrived ({number})',
        heading: 'What you sent back has arrived',
        preview: 'Thank you. We are looking at it now.',
        text: 'Thank you, these things have arrived. We write again as soon as your money is on its way.',
      },
    },
    nothingShipped: {
      subject: 'Your order {number}',
      heading: 'Thank you for your order',
      preview: 'We have it.',
      text: 'We have your order. Nothing of it is sent by post.',
    },
    view: 'View your order',
    items: 'Items',
    discount: 'Discount',
    shipping: 'Delivery',
    tax: 'Tax',
    free: 'Free',
    total: 'Total',
    orderTotal: 'Order total',
    taxIncluded: 'Includes {amount} tax.',
    taxAtRate: '{rate} of {net}: {amount}.',
    number: 'Order',
    placedOn: 'Placed on',
    deliveredTo: 'Delivery to',
    billedTo: 'Billed to',
    by: 'Delivery',
    shippingNames: {
      standard: 'Standard delivery',
      nominated: 'Delivery on a chosen day',
      express: 'Express delivery',
    },
    tracking: 'Tracking',
    amount: 'Refunded',
    footer: 'You get this mail because an order was placed with this address.',
  },
  de: {
    mails: {
      'order-confirmed': {
        subject: 'Ihre Bestellung {number}',
        heading: 'Vielen Dank für Ihre Bestellung',
        preview: 'Sie ist bei uns; wir schreiben wieder, sobald sie unterwegs ist.',
        text: 'Ihre Bestellung ist bei uns, und wir machen sie fertig. Sobald sie unterwegs ist, schreiben wir Ihnen wieder.',
      },
      'order-shipped': {
        subject: 'Ihre Bestellung {number} ist unterwegs',
        heading: 'Ihr Paket ist unterwegs',
        preview: 'Diese Dinge haben wir abgeschickt.',
        text: 'Diese Dinge aus Ihrer Bestellung haben unser Haus verlassen.',
      },
      'order-cancelled': {
        subject: 'Ihre Bestellung {number} ist storniert',
        heading: 'Ihre Bestellung ist storniert',
        preview: 'Es wird nichts verschickt.',
        text: 'Ihre Bestellung ist storniert, und es wird nichts verschickt. Wurde dafür Geld abgebucht, geht alles auf demselben Weg zurück; wir schreiben wieder, sobald es unterwegs ist.',
      },
      'items-cancelled': {
        subject: 'Ein Teil Ihrer Bestellung {number} wird nicht verschickt',
        heading: 'Ein Teil Ihrer Bestellung wird nicht verschickt',
        preview: 'Diese Artikel haben wir storniert.',
        text: 'Diese Artikel Ihrer Bestellung haben wir storniert; die übrigen sind nicht betroffen. Steht Ihnen dafür Geld zu, geht es auf demselben Weg zurück; wir schreiben wieder, sobald es unterwegs ist.',
      },
      'order-refunded': {
        subject: 'Geld zurück für Ihre Bestellung {number}',
        heading: 'Wir haben Ihnen {amount} erstattet',
        preview: '{amount} sind auf dem Weg zurück zu Ihnen.',
        text: 'Das Geld geht auf dem Weg zurück, auf dem Sie bezahlt haben. Je nach Bank dauert es ein paar Tage, bis Sie es sehen.',
      },
      'return-received': {
        subject: 'Ihre Rücksendung ist angekommen ({number})',
        heading: 'Ihre Rücksendung ist angekommen',
        preview: 'Vielen Dank. Wir sehen sie uns gerade an.',
        text: 'Vielen Dank, diese Dinge sind bei uns angekommen. Wir schreiben wieder, sobald Ihr Geld unterwegs ist.',
      },
    },
    nothingShipped: {
      subject: 'Ihre Bestellung {number}',
      heading: 'Vielen Dank für Ihre Bestellung',
      preview: 'Sie ist bei uns.',
      text: 'Ihre Bestellung ist bei uns. Nichts davon wird mit der Post verschickt.',
    },
    view: 'Bestellung ansehen',
    items: 'Artikel',
    discount: 'Rabatt',
    shipping: 'Versand',
    tax: 'MwSt.',
    free: 'Kostenlos',
    total: 'Gesamt',
    orderTotal: 'Summe der Bestellung',
    taxIncluded: 'Enthält {amount} MwSt.',
    taxAtRate: '{rate} auf {net}: {amount}.',
    number: 'Bestellung',
    placedOn: 'Bestellt am',
    deliveredTo: 'Lieferung an',
    billedTo: 'Rechnung an',
    by: 'Versandart',
    shippingNames: {
      standard: 'Standardversand',
      nominated: 'Lieferung am Wunschtag',
      express: 'Expressversand',
    },
    tracking: 'Sendungsnummer',
    amount: 'Erstattet',
    footer: 'Sie erhalten diese Mail, weil mit dieser Adresse bestellt wurde.',
  },
};
