import type { Sender } from './sender.ts';

/** A composed mail. */
export interface Mail {
  /** The same for every attempt, so that duplicates can be recognised. Without angle brackets. */
  readonly messageId: string;
  readonly from: Sender;
  readonly to: string;
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  readonly language: string;
}

/** Port that delivers mails. */
export abstract class MailTransport {
  /** @throws MailRefused, MailServerUnavailable; after any other error the outcome is unknown */
  abstract send(mail: Mail): Promise<void>;
  abstract close(): Promise<void>;
}

/** The server permanently refuses this mail, for example because the mailbox does not exist. */
export class MailRefused extends Error {
  override readonly name = 'MailRefused';
  readonly code: string;

  constructor(code: string) {
    super(`the mail server refuses this mail: ${code}`);
    this.code = code;
  }
}

/** No mail can be sent at the moment. */
export class MailServerUnavailable extends Error {
  override readonly name = 'MailServerUnavailable';
  readonly code: string;

  constructor(code: string) {
    super(`the mail server is unavailable: ${code}`);
    this.code = code;
  }
}
