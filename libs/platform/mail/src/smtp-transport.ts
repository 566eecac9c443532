import type { Transporter } from 'nodemailer';
import { type Mail, MailRefused, MailServerAway, MailTransport } from './transport.ts';

/** No mail gets through now, whichever it is. */
const AWAY = new Set([
  'ECONNECTION',
  'ETIMEDOUT',
  'ESOCKET',
  'EDNS',
  'ETLS',
  'EAUTH',
  'ECONNREFUSED',
  'ENOAUTH',
]);

type SmtpError = { readonly code?: string; readonly responseCode?: number; readonly command?: string };

/** Sends by SMTP, over a few connections that are kept. */
export class SmtpTransport extends MailTransport {
  private readonly url: string;
  private transporter: Promise<Transporter> | undefined;

  constructor(url: string) {
    super();
    this.url = url;
  }

  override async send({ messageId, language, ...mail }: Mail): Promise<void> {
    const transporter = await (this.transporter ??= connect(this.url));
    try {
      await transporter.sendMail({
        ...mail,
        messageId: `<${messageId}>`,
        headers: {
          'Content-Language': language,
          // Nobody's absence note should answer a program.
          'Auto-Submitted': 'auto-generated',
        },
      });
    } catch (error) {
      throw meaningOf(error as SmtpError);
    }
  }

  override async close(): Promise<void> {
    (await this.transporter)?.close();
  }
}

/** Loaded with the first mail: most processes never send one. */
async function connect(url: string): Promise<Transporter> {
  const { createTransport } = await import('nodemailer');
  const limits = {
    ...{ pool: true, maxConnections: 4 },
    ...{ connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 30_000, dnsTimeout: 10_000 },
    // A template is ours; nothing in a mail may make the server read files or addresses.
    ...{ disableFileAccess: true, disableUrlAccess: true },
  };
  return createTransport({ url, ...limits });
}

/** What the server says stays here: its words may name people. */
function meaningOf({ code = '', responseCode = 0, command = '' }: SmtpError): Error {
  const name = responseCode ? String(responseCode) : code || 'unknown';
  if (AWAY.has(code) || responseCode === 421) return new MailServerAway(name);
  // 5xx for this recipient or this message, not for us.
  const isAboutMail =
    command === 'RCPT TO' || command === 'DATA' || code === 'EENVELOPE' || code === 'EMESSAGE';
  if (responseCode >= 500 && isAboutMail) return new MailRefused(name);
  return Object.assign(new Error('the mail server did not take a mail'), { code: name });
}
