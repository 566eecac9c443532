import { MailRefused, MailServerUnavailable, MailTransport, type Mail } from './transport.ts';

/** Records mails instead of sending them, for tests. */
export class MemoryTransport extends MailTransport {
  readonly sent: Mail[] = [];
  /** Mailboxes that do not exist. */
  readonly unknown = new Set<string>();
  isAway = false;

  override async send(mail: Mail): Promise<void> {
    if (this.isAway) throw new MailServerUnavailable('ECONNREFUSED');
    if (this.unknown.has(mail.to)) throw new MailRefused('550');
    this.sent.push(mail);
  }

  override async close(): Promise<void> {}
}
