import { formatsOf, type Locale, type MailContent } from '@tradepost/mail';
import type { TokenPurpose } from '../domain/account-token.ts';

/** Mails about an account: one for each kind of link, and two more. */
export type AccountMailKind = TokenPurpose | 'email-changed' | 'email-taken';

export interface LinkMail {
  readonly locale: Locale;
  /** Undefined: the mail only tells. */
  readonly link: string | undefined;
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
const WORDS: Record<AccountMailKind, Record<Locale, Words>> = {
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
  'change-email': {
    en: {
      subject: 'Confirm your new e-mail address',
      preview: 'One click, and this is the address of your account.',
      text: 'Someone, probably you, wants to use this address for an account with us. Confirm it here: from then on you sign in with it, and mails come to it. All other devices will be signed out.',
      button: 'Confirm new address',
      until: (time) => `The link works once, until ${time}.`,
      otherwise: 'If you did not ask for it, there is nothing you need to do: nothing changes.',
      footer: 'You get this mail because this address was given as the new one of an account with us.',
    },
    de: {
      subject: 'Bitte bestätigen Sie Ihre neue E-Mail-Adresse',
      preview: 'Ein Klick, und Ihr Konto hat diese Adresse.',
      text: 'Jemand, vermutlich Sie selbst, möchte diese Adresse für ein Konto bei uns verwenden. Bestätigen Sie sie hier: Von da an melden Sie sich mit ihr an, und Mails gehen an sie. Alle anderen Geräte werden abgemeldet.',
      button: 'Neue Adresse bestätigen',
      until: (time) => `Der Link gilt einmal, und zwar bis ${time}.`,
      otherwise: 'Wollten nicht Sie das, müssen Sie nichts tun: Es ändert sich nichts.',
      footer:
        'Sie erhalten diese Mail, weil diese Adresse als neue Adresse eines Kontos bei uns angegeben wurde.',
    },
  },
  'stop-email-change': {
    en: {
      subject: 'Your e-mail address is about to change',
      preview: 'If this was not you, you can stop it here.',
      text: 'Someone who knows your password, probably you, has given another e-mail address for your account. It holds once it is confirmed by a mail to the new address. Until then, and for a while after, you can stop it here.',
      button: 'Stop the change',
      until: (time) => `The link works once, until ${time}.`,
      otherwise:
        'If this was you, there is nothing you need to do. If not, stop it, and set a new password: someone knows yours.',
      footer: 'You get this mail because this is the e-mail address of your account with us.',
    },
    de: {
      subject: 'Ihre E-Mail-Adresse soll geändert werden',
      preview: 'Waren das nicht Sie, können Sie es hier verhindern.',
      text: 'Jemand, der Ihr Passwort kennt, vermutlich Sie selbst, hat eine andere E-Mail-Adresse für Ihr Konto angegeben. Sie gilt, sobald sie durch eine Mail an die neue Adresse bestätigt ist. Bis dahin, und noch eine Weile danach, können Sie das hier verhindern.',
      button: 'Änderung verhindern',
      until: (time) => `Der Link gilt einmal, und zwar bis ${time}.`,
      otherwise:
        'Waren Sie das selbst, müssen Sie nichts tun. Wenn nicht, verhindern Sie es und setzen Sie ein neues Passwort: Jemand kennt Ihres.',
      footer: 'Sie erhalten diese Mail, weil dies die E-Mail-Adresse Ihres Kontos bei uns ist.',
    },
  },
  'email-changed': {
    en: {
      subject: 'Your e-mail address has changed',
      preview: 'Your account has another e-mail address from now on.',
      text: 'Your account with us has another e-mail address from now on. You sign in with the new one, and mails go to it.',
      button: 'This was not me',
      until: (time) => `If this was not you, this link gives you your account back, once, until ${time}.`,
      otherwise: 'If this was you, there is nothing you need to do.',
      footer: 'You get this mail because this was the e-mail address of your account with us.',
    },
    de: {
      subject: 'Ihre E-Mail-Adresse wurde geändert',
      preview: 'Ihr Konto hat von jetzt an eine andere E-Mail-Adresse.',
      text: 'Ihr Konto bei uns hat von jetzt an eine andere E-Mail-Adresse. Mit der neuen melden Sie sich an, und an sie gehen Mails.',
      button: 'Das war ich nicht',
      until: (time) =>
        `Waren das nicht Sie, gibt Ihnen dieser Link Ihr Konto zurück, einmal, und zwar bis ${time}.`,
      otherwise: 'Waren Sie das selbst, müssen Sie nichts tun.',
      footer: 'Sie erhalten diese Mail, weil dies die E-Mail-Adresse Ihres Kontos bei uns war.',
    },
  },
  'email-taken': {
    en: {
      subject: 'You already have an account with us',
      preview: 'This address was given for another account.',
      text: 'Someone, probably you, wanted to use this address for another account with us. That is not possible, because you have an account with this address already. Nothing has changed.',
      button: 'Sign in',
      until: () => 'If you have forgotten your password, you can set a new one there.',
      otherwise: 'If this was not you, there is nothing you need to do.',
      footer: 'You get this mail because this is the e-mail address of your account with us.',
    },
    de: {
      subject: 'Sie haben schon ein Konto bei uns',
      preview: 'Diese Adresse wurde für ein anderes Konto angegeben.',
      text: 'Jemand, vermutlich Sie selbst, wollte diese Adresse für ein anderes Konto bei uns verwenden. Das geht nicht, weil Sie mit ihr schon ein Konto haben. Es hat sich nichts geändert.',
      button: 'Anmelden',
      until: () => 'Haben Sie Ihr Passwort vergessen, können Sie dort ein neues festlegen.',
      otherwise: 'Waren das nicht Sie, müssen Sie nichts tun.',
      footer: 'Sie erhalten diese Mail, weil dies die E-Mail-Adresse Ihres Kontos bei uns ist.',
    },
  },
};

export function linkMail(kind: AccountMailKind, { locale, link, expiresAt, brand }: LinkMail): MailContent {
  const words = WORDS[kind][locale];
  return {
    ...{ locale, brand },
    subject: words.subject,
    preview: words.preview,
    heading: words.subject,
    blocks: [
      { kind: 'text', text: words.text },
      ...(link === undefined
        ? []
        : ([
            { kind: 'button', label: words.button, href: link },
            { kind: 'text', text: words.until(formatsOf(locale).time(expiresAt)), isSoft: true },
          ] as const)),
      { kind: 'text', text: words.otherwise, isSoft: true },
    ],
    footer: [words.footer],
  };
}
