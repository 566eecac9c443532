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

/**
 * Mails that a worker sends at once, and connections of a transport. With fewer connections a slow server would make a
 * mail late while it still waits for one.
 */
export const MAILS_AT_ONCE = 8;

/** Port that delivers mails. */
export abstract class MailTransport {
  /**
   * A mail that has not begun when the signal is aborted is not sent.
   * @throws MailRefused, MailServerUnavailable; after any other error the outcome is unknown
   */
  abstract send(mail: Mail, signal?: AbortSignal): Promise<void>;
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
