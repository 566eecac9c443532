import type { Transporter } from 'nodemailer';
import { type Mail, MailRefused, MailServerUnavailable, MailTransport } from './transport.ts';

/** Codes that concern the server, not one mail. */
const UNAVAILABLE = new Set([
  'ECONNECTION',
  'ETIMEDOUT',
  'ESOCKET',
  'EDNS',
  'ETLS',
  'EAUTH',
  'ECONNREFUSED',
  'ENOAUTH',
]);

interface SmtpError {
  readonly code?: string;
  readonly responseCode?: number;
  readonly command?: string;
}

/** Sends by SMTP over a small connection pool. */
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
          // Suppresses automatic replies.
          'Auto-Submitted': 'auto-generated',
        },
      });
    } catch (error) {
      throw toMailError(error as SmtpError);
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
    // Nothing in a mail may make nodemailer read files or URLs.
    ...{ disableFileAccess: true, disableUrlAccess: true },
  };
  return createTransport({ url, ...limits });
}

/** Drops the server's message: it may contain personal data. */
function toMailError({ code = '', responseCode = 0, command = '' }: SmtpError): Error {
  const name = responseCode ? String(responseCode) : code || 'unknown';
  if (UNAVAILABLE.has(code) || responseCode === 421) return new MailServerUnavailable(name);
  // 5xx for this recipient or message, not for the connection.
  const isAboutMail =
    command === 'RCPT TO' || command === 'DATA' || code === 'EENVELOPE' || code === 'EMESSAGE';
  if (responseCode >= 500 && isAboutMail) return new MailRefused(name);
  return Object.assign(new Error('the mail server did not accept the mail'), { code: name });
}
