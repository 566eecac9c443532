import type { Language } from '../lib/text/locale.ts';

/**
 * The help pages: edit this file before a shop opens. Replace everything in [brackets], and remove `isSample` from a page
 * when its text is your own. Imprint and privacy need legal advice for your country.
 */
export interface HelpText {
  isSample?: true;
  sections: { heading?: string; paragraphs: string[] }[];
}

export const HELP_PAGES = ['delivery', 'returns', 'contact', 'imprint', 'privacy'] as const;
export type HelpPage = (typeof HELP_PAGES)[number];

const en: Record<HelpPage, HelpText> = {
  delivery: {
    isSample: true,
    sections: [
      {
        paragraphs: [
          'We deliver to [countries]. Your cart shows the cost of delivery before you pay; it is never more than that.',
        ],
      },
      {
        heading: 'How long it takes',
        paragraphs: [
          'Orders placed before [time] leave us the same working day. Standard delivery takes [2 to 4] working days, express [1].',
          'You get an e-mail when your parcel leaves, and can follow it on the page of your order.',
        ],
      },
      {
        heading: 'If something arrives broken, or not at all',
        paragraphs: ['Write to [help@example.com]. We will send it again or refund you, as you prefer.'],
      },
    ],
  },
  returns: {
    isSample: true,
    sections: [
      {
        paragraphs: [
          'You can return anything within [30] days, unused and in its packaging. Start on the page of your order: choose what to return, and we will tell you where to send it.',
        ],
      },
      {
        heading: 'Your money',
        paragraphs: [
          'It goes back to the card you paid with as soon as the items have arrived here, usually within [5] working days.',
          'Returning items costs [nothing / the postage].',
        ],
      },
    ],
  },
  contact: {
    isSample: true,
    sections: [
      {
        paragraphs: [
          'E-mail: [help@example.com]. We answer within [one working day].',
          'Telephone: [+44 20 0000 0000], [Monday to Friday, 9 to 17].',
        ],
      },
      {
        heading: 'About an order',
        paragraphs: ['Please have its number ready. It is in every e-mail we sent you about it.'],
      },
    ],
  },
  imprint: {
    isSample: true,
    sections: [
      {
        paragraphs: [
          '[Name of the company]',
          '[Street and number]',
          '[Postcode, town, country]',
          'Represented by: [name]',
          'Register: [court, number] · VAT number: [number]',
          'E-mail: [help@example.com] · Telephone: [+44 20 0000 0000]',
        ],
      },
    ],
  },
  privacy: {
    isSample: true,
    sections: [
      {
        heading: 'What we store, and why',
        paragraphs: [
          'Your order: name, addresses, e-mail and what you bought, because we have to send it and the law requires [10] years of records.',
          'Your account, if you create one: what you entered, until you delete it.',
          'Card numbers never reach us; they go to [payment provider].',
        ],
      },
      {
        heading: 'Cookies',
        paragraphs: [
          'Only those that the shop needs: your cart, your session, your language and orders you placed as a guest. No advertising, no tracking.',
        ],
      },
      {
        heading: 'Your rights',
        paragraphs: [
          'You may ask what we know about you, and have it corrected or deleted. Write to [privacy@example.com]. Complaints go to [supervisory authority].',
        ],
      },
    ],
  },
};

const de: Record<HelpPage, HelpText> = {
  delivery: {
    isSample: true,
    sections: [
      {
        paragraphs: [
          'Wir liefern nach [Länder]. Was der Versand kostet, steht im Warenkorb, bevor Sie bezahlen; mehr wird es nie.',
        ],
      },
      {
        heading: 'Wie lange es dauert',
        paragraphs: [
          'Was Sie bis [Uhrzeit] bestellen, verlässt uns am selben Werktag. Der Standardversand dauert [2 bis 4] Werktage, Express [einen].',
          'Wenn Ihr Paket losgeht, bekommen Sie eine E-Mail; auf der Seite Ihrer Bestellung können Sie es verfolgen.',
        ],
      },
      {
        heading: 'Wenn etwas beschädigt oder gar nicht ankommt',
        paragraphs: [
          'Schreiben Sie an [hilfe@example.com]. Wir schicken es noch einmal oder erstatten den Betrag, wie Sie möchten.',
        ],
      },
    ],
  },
  returns: {
    isSample: true,
    sections: [
      {
        paragraphs: [
          'Innerhalb von [30] Tagen können Sie alles unbenutzt und in der Verpackung zurückschicken. Beginnen Sie auf der Seite Ihrer Bestellung: Wählen Sie aus, was zurückgeht, dann sagen wir Ihnen, wohin.',
        ],
      },
      {
        heading: 'Ihr Geld',
        paragraphs: [
          'Es geht auf die Karte zurück, mit der Sie bezahlt haben, sobald die Ware bei uns ist, meist innerhalb von [5] Werktagen.',
          'Die Rücksendung kostet [nichts / das Porto].',
        ],
      },
    ],
  },
  contact: {
    isSample: true,
    sections: [
      {
        paragraphs: [
          'E-Mail: [hilfe@example.com]. Wir antworten innerhalb [eines Werktags].',
          'Telefon: [+49 30 0000000], [Montag bis Freitag, 9 bis 17 Uhr].',
        ],
      },
      {
        heading: 'Zu einer Bestellung',
        paragraphs: [
          'Halten Sie bitte die Nummer bereit. Sie steht in jeder E-Mail, die Sie dazu bekommen haben.',
        ],
      },
    ],
  },
  imprint: {
    isSample: true,
    sections: [
      {
        paragraphs: [
          '[Name der Firma]',
          '[Straße und Hausnummer]',
          '[Postleitzahl, Ort, Land]',
          'Vertreten durch: [Name]',
          'Handelsregister: [Gericht, Nummer] · Umsatzsteuer-ID: [Nummer]',
          'E-Mail: [hilfe@example.com] · Telefon: [+49 30 0000000]',
        ],
      },
    ],
  },
  privacy: {
    isSample: true,
    sections: [
      {
        heading: 'Was wir speichern, und warum',
        paragraphs: [
          'Ihre Bestellung: Name, Adressen, E-Mail und was Sie gekauft haben, weil wir es verschicken müssen und das Gesetz [10] Jahre Buchführung verlangt.',
          'Ihr Konto, wenn Sie eines anlegen: was Sie eingegeben haben, bis Sie es löschen.',
          'Kartennummern erreichen uns nie; sie gehen an [Zahlungsdienst].',
        ],
      },
      {
        heading: 'Cookies',
        paragraphs: [
          'Nur solche, die der Laden braucht: Warenkorb, Anmeldung, Sprache und Bestellungen, die Sie als Gast aufgegeben haben. Keine Werbung, keine Messung.',
        ],
      },
      {
        heading: 'Ihre Rechte',
        paragraphs: [
          'Sie können fragen, was wir über Sie wissen, und es berichtigen oder löschen lassen. Schreiben Sie an [datenschutz@example.com]. Beschwerden nimmt [Aufsichtsbehörde] entgegen.',
        ],
      },
    ],
  },
};

const texts: Record<Language, Record<HelpPage, HelpText>> = { en, de };

/** Undefined: no such page. */
export function helpText(page: string, language: Language): { page: HelpPage; text: HelpText } | undefined {
  const known = HELP_PAGES.find((one) => one === page);
  return known && { page: known, text: texts[language][known] };
}
