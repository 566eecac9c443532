import { formatsOf, type Locale, type MailContent } from '@tradepost/mail';
import type { TokenPurpose } from '../domain/account-token.ts';

export interface LinkMail {
  readonly locale: Locale;
  readonly link: string;
  readonly expiresAt: Date;
  readonly brand: MailContent['brand'];
}

interface Words {
  readonly subject: string;
  readonly preview: string;
  readonly text: string;
  readonly button: string;
  readonly until: (time: string) => string;
  readonly otherwise: string;
  readonly footer: string;
}

// These mails contain nothing that was typed in: anyone can have one sent to any address.
const WORDS: Record<TokenPurpose, Record<Locale, Words>> = {
  'verify-email': {
    en: {
      subject: 'Confirm your e-mail address',
      preview: 'One click, and updates on your orders will reach you.',
      text: 'You gave us this address for your account. Please confirm it, so that updates on your orders reach you and you can get back in if you ever forget your password.',
      button: 'Confirm address',
      until: (time) => `The link works once, until ${time}.`,
      otherwise: 'If you did not give us this address, there is nothing you need to do.',
      footer: 'You get this mail because this address was given for an account with us.',
    },
    de: {
      subject: 'Bitte bestätigen Sie Ihre E-Mail-Adresse',
      preview: 'Ein Klick, und Nachrichten zu Ihren Bestellungen erreichen Sie.',
      text: 'Sie haben diese Adresse für Ihr Konto angegeben. Bitte bestätigen Sie sie, damit Nachrichten zu Ihren Bestellungen bei Ihnen ankommen und Sie wieder in Ihr Konto finden, falls Sie Ihr Passwort vergessen.',
      button: 'Adresse bestätigen',
      until: (time) => `Der Link gilt einmal, und zwar bis ${time}.`,
      otherwise: 'Haben nicht Sie diese Adresse angegeben, müssen Sie nichts weiter tun.',
      footer: 'Sie erhalten diese Mail, weil diese Adresse für ein Konto bei uns angegeben wurde.',
    },
  },
  'reset-password': {
    en: {
      subject: 'Set a new password',
      preview: 'A link to set a new password for your account.',
      text: 'Someone, probably you, has requested a new password for your account. Choose one here; all your devices will then be signed out.',
      button: 'Choose a new password',
      until: (time) => `The link works once, until ${time}.`,
      otherwise: 'If you did not request it, there is nothing you need to do: your password stays as it is.',
      footer: 'You get this mail because a new password was requested for this address.',
    },
    de: {
      subject: 'Neues Passwort festlegen',
      preview: 'Ein Link, mit dem Sie ein neues Passwort für Ihr Konto festlegen.',
      text: 'Jemand, vermutlich Sie selbst, möchte ein neues Passwort für Ihr Konto. Wählen Sie es hier; danach werden alle Ihre Geräte abgemeldet.',
      button: 'Neues Passwort wählen',
      until: (time) => `Der Link gilt einmal, und zwar bis ${time}.`,
      otherwise:
        'Haben Sie kein neues Passwort angefordert, müssen Sie nichts tun: Ihr Passwort bleibt, wie es ist.',
      footer: 'Sie erhalten diese Mail, weil mit dieser Adresse ein neues Passwort angefordert wurde.',
    },
  },
};

export function linkMail(purpose: TokenPurpose, { locale, link, expiresAt, brand }: LinkMail): MailContent {
  const words = WORDS[purpose][locale];
  return {
    ...{ locale, brand },
    subject: words.subject,
    preview: words.preview,
    heading: words.subject,
    blocks: [
      { kind: 'text', text: words.text },
      { kind: 'button', label: words.button, href: link },
      { kind: 'text', text: words.until(formatsOf(locale).time(expiresAt)), isSoft: true },
      { kind: 'text', text: words.otherwise, isSoft: true },
    ],
    footer: [words.footer],
  };
}
