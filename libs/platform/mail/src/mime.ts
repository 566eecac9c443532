import { foldLines } from 'nodemailer/lib/mime-funcs';
import MimeNode from 'nodemailer/lib/mime-node';
import type { Sender } from './sender.ts';
import { type Mail, MailRefused } from './transport.ts';

/** A message as SMTP takes it. */
export interface Message {
  readonly envelope: { readonly from: string; readonly to: string[] };
  readonly source: Buffer;
}

const EOL = '\r\n';
// What RFC 2045 allows per line of Base64.
const LINE = 76;
// nodemailer encodes them in names and other headers, but reads what follows them in an address as another recipient.
const NOT_IN_ADDRESS = /[\p{C}\p{Z}]/u;
const senders = new WeakMap<Sender, string>();

/**
 * A message with HTML and text in Base64, which Node makes natively and every server takes, whatever the lengths of the
 * lines. nodemailer writes the headers only: its streams for the parts took most of a mail's CPU (docs/performance.md).
 * @throws MailRefused if the recipient contains a space or control character
 */
export function toMessage({ messageId, from, to, subject, html, text, language }: Mail): Message {
  if (NOT_IN_ADDRESS.test(to)) throw new MailRefused('EENVELOPE');
  // Base64 has no hyphens, so no line of a part looks like it.
  const boundary = `=_${messageId.replace(/\W/g, '').slice(0, 50)}`;
  const node = new MimeNode(undefined, { baseBoundary: boundary }).setHeader('To', to);
  const header = (name: string, value: string): string => headerOf(node, name, value);
  const source = [
    senderOf(from),
    header('To', to),
    header('Subject', subject),
    header('Message-ID', `<${messageId}>`),
    header('Content-Language', language),
    // Suppresses automatic replies.
    'Auto-Submitted: auto-generated',
    `Date: ${new Date().toUTCString().replace('GMT', '+0000')}`,
    'MIME-Version: 1.0',
    `Content-Type: multipart/alternative; boundary="${boundary}"`,
    '',
    ...part(boundary, 'text/plain', text),
    // The last one that a program understands is shown.
    ...part(boundary, 'text/html', html),
    `--${boundary}--`,
    '',
  ].join(EOL);
  return {
    envelope: { from: from.address, to: node.getEnvelope().to },
    // The header block holds letters of addresses as they are. In latin1 some would become CR, LF or a colon.
    source: Buffer.from(source),
  };
}

function senderOf(from: Sender): string {
  const known = senders.get(from) ?? headerOf(new MimeNode(), 'From', { ...from });
  senders.set(from, known);
  return known;
}

/** By an existing node: each new one takes random bytes. */
const headerOf = (node: MimeNode, name: string, value: string | Sender): string =>
  foldLines(`${name}: ${node.encodeHeaderValue(name, value)}`);

function part(boundary: string, type: string, content: string): string[] {
  const encoded = Buffer.from(content).toString('base64');
  const lines: string[] = [];
  for (let at = 0; at < encoded.length; at += LINE) lines.push(encoded.slice(at, at + LINE));
  return [
    `--${boundary}`,
    `Content-Type: ${type}; charset=utf-8`,
    'Content-Transfer-Encoding: base64',
    ...['', ...lines],
  ];
}
