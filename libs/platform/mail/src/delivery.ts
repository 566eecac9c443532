import { senderOf, type Sender } from './sender.ts';
import { SmtpTransport } from './smtp-transport.ts';
import type { MailTransport } from './transport.ts';

interface Settings {
  readonly SMTP_URL: string;
  readonly MAIL_FROM: string;
  readonly MAIL_MAX_ATTEMPTS: number;
}

/** The options of a MailWorker that come from `mailSettings`. */
export function mailDelivery(config: Settings): {
  transport: MailTransport | undefined;
  from: Sender;
  maxAttempts: number;
} {
  return {
    transport: config.SMTP_URL ? new SmtpTransport(config.SMTP_URL) : undefined,
    from: senderOf(config.MAIL_FROM),
    maxAttempts: config.MAIL_MAX_ATTEMPTS,
  };
}

/** Name and URL of the shop in its mails; the name is the sender's. */
export function brandOf({ MAIL_FROM, PUBLIC_URL }: { MAIL_FROM: string; PUBLIC_URL: string }): {
  name: string;
  url: string;
} {
  return { name: senderOf(MAIL_FROM).name || new URL(PUBLIC_URL).hostname, url: PUBLIC_URL };
}

/** A link to a page of the shop. */
export function linkTo(publicUrl: string, path: string, query: Readonly<Record<string, string>>): string {
  const url = new URL(path, publicUrl);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url.href;
}
