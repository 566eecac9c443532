import { Readable } from 'node:stream';
import type SmtpPool from 'nodemailer/lib/smtp-pool';
import type { Message } from './mime.ts';
import { type Mail, MAILS_AT_ONCE, MailRefused, MailServerUnavailable, MailTransport } from './transport.ts';

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

type SendingMail = Parameters<SmtpPool['send']>[0];

/**
 * Sends by SMTP over a small pool of connections that stay open. Messages are complete when they get to nodemailer, which
 * would otherwise take several times as long to write them as to send them.
 */
export class SmtpTransport extends MailTransport {
  private readonly url: string;
  private pool: Promise<{ connections: SmtpPool; toMessage: (mail: Mail) => Message }> | undefined;

  constructor(url: string) {
    super();
    this.url = url;
  }

  override async send(mail: Mail, signal?: AbortSignal): Promise<void> {
    const { connections, toMessage } = await (this.pool ??= openPool(this.url));
    const sending = toSending(mail.messageId, toMessage(mail), signal);
    await new Promise<void>((sent, fail) => {
      connections.send(sending, (error) => (error ? fail(toMailError(error)) : sent()));
    });
  }

  override async close(): Promise<void> {
    (await this.pool)?.connections.close();
  }
}

/** Loaded with the first mail: most processes never send one. */
async function openPool(url: string) {
  const [{ default: Pool }, { toMessage }] = await Promise.all([
    import('nodemailer/lib/smtp-pool'),
    import('./mime.ts'),
  ]);
  const limits = {
    ...{ maxConnections: MAILS_AT_ONCE, maxMessages: Infinity },
    ...{ connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 30_000, dnsTimeout: 10_000 },
  };
  return { connections: new Pool({ url, ...limits }), toMessage };
}

/** The part of nodemailer's `MailMessage` that its pool reads. An abort takes the mail out of the pool's queue. */
function toSending(
  messageId: string,
  { envelope, source }: Message,
  signal: AbortSignal | undefined,
): SendingMail {
  const id = `<${messageId}>`;
  const message = {
    getEnvelope: () => envelope,
    messageId: () => id,
    getHeader: () => id,
    createReadStream: () =>
      new Readable({
        read() {
          this.push(source);
          this.push(null);
        },
      }),
  };
  return { data: { signal }, message } as unknown as SendingMail;
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
