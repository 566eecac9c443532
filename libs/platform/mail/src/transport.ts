/** A mail as it goes out. */
export type Mail = {
  /** The same for every attempt: who gets it twice can tell. Without the brackets. */
  readonly messageId: string;
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  readonly language: string;
};

/** Takes mails on their way. */
export abstract class MailTransport {
  /** @throws MailRefused, MailServerAway; anything else: not now, or nobody knows */
  abstract send(mail: Mail): Promise<void>;
  abstract close(): Promise<void>;
}

/** The server will never take this mail, for instance because there is no such mailbox. */
export class MailRefused extends Error {
  override readonly name = 'MailRefused';
  readonly code: string;

  constructor(code: string) {
    super(`the mail server refuses this mail: ${code}`);
    this.code = code;
  }
}

/** No mail can be sent now, whichever it is. */
export class MailServerAway extends Error {
  override readonly name = 'MailServerAway';
  readonly code: string;

  constructor(code: string) {
    super(`the mail server takes no mails: ${code}`);
    this.code = code;
  }
}
