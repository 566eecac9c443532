import type { DueMail } from './mail-rows.ts';
import type { Mail } from './transport.ts';

/** The result of a template. */
export type ComposedMail = Pick<Mail, 'subject' | 'html' | 'text'>;

/** Composes a mail. Undefined: it is no longer relevant and will not be sent. */
export type ComposeMail = (mail: DueMail) => Promise<ComposedMail | undefined>;

/** Reads what some mails need, at once, and returns what composes each of them. */
export type MailComposer = (mails: readonly DueMail[]) => Promise<ComposeMail>;

/**
 * Reads for all mails at once. When that fails it reads for each mail alone, so that only those fail whose data is at
 * fault. Never rejects before a mail is composed: a worker that is stopped composes none.
 */
export function composeEach(composer: MailComposer, mails: readonly DueMail[]): ComposeMail {
  const together = composer(mails).catch(() => undefined);
  return async (mail) => {
    const compose = (await together) ?? (await composer([mail]));
    return compose(mail);
  };
}
