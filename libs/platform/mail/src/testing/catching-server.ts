import type { AddressInfo } from 'node:net';
import PostalMime from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import type { Mail } from '../transport.ts';

/** An SMTP server that records the mails it receives. */
export class CatchingServer {
  readonly received: Mail[] = [];
  /** Mailboxes that do not exist. */
  readonly unknown = new Set<string>();
  /** Rejects every message with this code. */
  answerToData: number | undefined;
  /** Messages are answered when it resolves. */
  slowness: Promise<void> | undefined;
  /** Messages that came, answered or not. */
  begun = 0;

  private readonly smtp = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    closeTimeout: 100,
    onRcptTo: ({ address }, _session, done) =>
      done(this.unknown.has(address) ? failure(550, `no mailbox ${address} here`) : undefined),
    onData: (stream, _session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => void this.take(Buffer.concat(chunks)).then(done));
    },
  });

  private async take(raw: Buffer): Promise<Error | undefined> {
    this.begun++;
    await this.slowness;
    if (this.answerToData) return failure(this.answerToData, 'not this one');
    this.received.push(await toMail(raw));
    return undefined;
  }

  listen(): Promise<string> {
    this.smtp.on('error', () => {});
    return new Promise((resolve) => {
      const listening = this.smtp.listen(0, '127.0.0.1', () =>
        resolve(`smtp://127.0.0.1:${(listening.address() as AddressInfo).port}`),
      );
    });
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.smtp.close(resolve));
  }
}

const failure = (responseCode: number, text: string): Error =>
  Object.assign(new Error(text), { responseCode });

async function toMail(raw: Buffer): Promise<Mail> {
  const parsed = await PostalMime.parse(raw);
  const address = (one: { name: string; address?: string } | undefined): string =>
    one?.name ? `${one.name} <${one.address}>` : (one?.address ?? '');
  return {
    messageId: (parsed.messageId ?? '').replace(/^<|>$/g, ''),
    from: { name: parsed.from?.name ?? '', address: parsed.from?.address ?? '' },
    to: address(parsed.to?.[0]),
    subject: parsed.subject ?? '',
    html: (parsed.html ?? '').trimEnd(),
    text: (parsed.text ?? '').trimEnd(),
    language: parsed.headers.find(({ key }) => key === 'content-language')?.value ?? '',
  };
}
