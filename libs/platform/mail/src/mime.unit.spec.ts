import PostalMime from 'postal-mime';
import { describe, expect, it } from '@jest/globals';
import { toMessage } from './mime.ts';
import { type Mail, MailRefused } from './transport.ts';

const aMail = (changes: Partial<Mail> = {}): Mail => ({
  ...{ messageId: '1@shop.example', from: { name: 'Shop', address: 'hello@shop.example' } },
  ...{ to: 'ada@example.com', subject: 'Hello', html: '<p>h</p>', text: 't', language: 'en' },
  ...changes,
});
const NAMES = [
  ...['from', 'to', 'subject', 'message-id', 'content-language', 'auto-submitted'],
  ...['date', 'mime-version', 'content-type'],
];
const INJECTED = 'x\r\nBcc: eve@example.com\r\n\r\ny';

async function read(mail: Mail) {
  const { envelope, source } = toMessage(mail);
  const { headers, to, text, html } = await PostalMime.parse(source);
  expect(headers.map(({ key }) => key)).toEqual(NAMES);
  expect([text?.trim(), html?.trim()]).toEqual([mail.text, mail.html]);
  return { envelope: envelope.to, header: to?.map(({ address }) => address) };
}

describe('the header block', () => {
  it.each([
    ['a letter of Latin-1', 'jürgen@example.com'],
    ['a letter that is not in Latin-1', 'žofia@example.com'],
    ['letters whose low bytes are CR and LF', 'a\u010D\u010Ab@example.com'],
    ['letters whose low bytes spell a header', 'a\u010D\u010ABcc\u013A\u0120eve@example.com'],
    ['letters whose low bytes end the header block', 'a\u010D\u010A\u010D\u010Ab@example.com'],
    ['a letter outside the first plane', 'a\u{1030D}b@example.com'],
  ])('keeps a recipient with %s', async (_, to) => {
    expect(await read(aMail({ to }))).toEqual({ envelope: [to], header: [to] });
  });

  it.each([
    ['subject', { subject: INJECTED }],
    ['language', { language: INJECTED }],
    ['Message-ID', { messageId: INJECTED }],
    ['name of the sender', { from: { name: INJECTED, address: 'hello@shop.example' } }],
    ['address of the sender', { from: { name: '', address: INJECTED } }],
  ])('gets no header from a line break in the %s', async (_, changes) => {
    await read(aMail(changes));
  });

  it.each(['ada@example.com\r\nBcc: eve@example.com', 'a\u00A0b@example.com', 'a\u2028b@example.com'])(
    'is not made for the recipient %j',
    (to) => expect(() => toMessage(aMail({ to }))).toThrow(MailRefused),
  );
});
