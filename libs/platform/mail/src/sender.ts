import { isEmail } from '@tradepost/decision';

/** Who a mail is from, as nodemailer takes it: it quotes and encodes the name. */
export interface Sender {
  /** Empty: none. */
  readonly name: string;
  readonly address: string;
}

/**
 * Reads `Name <address>`, `"Name" <address>` or an address. The name may have any signs: brackets, colons, semicolons and
 * commas, which would mean something else in the header of a mail.
 * @throws Error that says what is wrong
 */
export function senderOf(text: string): Sender {
  const [, written = '', address = ''] = /^\s*(.*?)\s*<\s*([^<>]*?)\s*>\s*$/s.exec(text) ?? [
    undefined,
    '',
    text.trim(),
  ];
  const name = unquoted(written);
  if (/[\p{Cc}\u2028\u2029]/u.test(text)) throw new Error('must be one line');
  if (/<[^<>]*@[^<>]*>/.test(name) || (name === '' && text.includes(',')))
    throw new Error('must be one sender, not several');
  if (!isEmail(address))
    throw new Error(
      `must be a name and an address, such as Shop (London) <hello@shop.example>, not "${text}"`,
    );
  return { name, address };
}

function unquoted(written: string): string {
  if (!written.startsWith('"')) return written;
  const [, inner] = /^"((?:[^"\\]|\\.)*)"$/.exec(written) ?? [];
  if (inner === undefined) throw new Error('has a quotation mark that is not closed, or text after it');
  return inner.replace(/\\(.)/g, '$1').trim();
}
