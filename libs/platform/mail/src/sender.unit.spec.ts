import { ConfigError, defineConfig } from '@tradepost/config';
import { describe, expect, it } from '@jest/globals';
import { brandOf } from './delivery.ts';
import { senderOf } from './sender.ts';
import { mailSettings } from './settings.ts';

const PUBLIC_URL = 'https://shop.example';
const address = 'hello@shop.example';

describe('the sender of mails', () => {
  it.each([
    ['Tradepost', 'Tradepost'],
    ['Shop (London)', 'Shop (London)'],
    ['Shop [beta]', 'Shop [beta]'],
    ['Mode: Damen', 'Mode: Damen'],
    ['Tea; Coffee', 'Tea; Coffee'],
    ['Post, Trade', 'Post, Trade'],
    ['"Post, Trade"', 'Post, Trade'],
    ['"Ann \\"Red\\" Lee"', 'Ann "Red" Lee'],
    ['Ann "Red" Lee', 'Ann "Red" Lee'],
    ['Müller & Söhne GmbH', 'Müller & Söhne GmbH'],
    ['喫茶店', '喫茶店'],
    ['Shop @ Home', 'Shop @ Home'],
    ['I <3 tea', 'I <3 tea'],
    ["O'Neill's", "O'Neill's"],
    ['Shop.example', 'Shop.example'],
    ['a\\b', 'a\\b'],
  ])('%s keeps its name', (written, name) => {
    const MAIL_FROM = `${written} <${address}>`;
    expect(senderOf(MAIL_FROM)).toEqual({ name, address });
    expect(brandOf({ MAIL_FROM, PUBLIC_URL })).toEqual({ name, url: PUBLIC_URL });
  });

  it.each([address, ` ${address} `, `<${address}>`, ` < ${address} > `])('%j has no name', (text) => {
    expect(senderOf(text)).toEqual({ name: '', address });
    expect(brandOf({ MAIL_FROM: text, PUBLIC_URL }).name).toBe('shop.example');
  });

  it.each([
    ['Tradepost', /a name and an address/],
    ['Tradepost <hello>', /a name and an address/],
    ['Tradepost <hello@shop.example', /a name and an address/],
    ['Tradepost hello@shop.example', /a name and an address/],
    ['Tradepost <>', /a name and an address/],
    ['a@shop.example, b@shop.example', /one sender/],
    ['A <a@shop.example>, B <b@shop.example>', /one sender/],
    ['"Tradepost <hello@shop.example>', /quotation mark/],
    ['"Trade" post <hello@shop.example>', /quotation mark/],
    ['Shop\r\nBcc: all <hello@shop.example>', /one line/],
  ])('%j stops the start', (MAIL_FROM, fault) => {
    const config = defineConfig(mailSettings);
    expect(() => config.parse({ MAIL_FROM })).toThrow(ConfigError);
    expect(() => config.parse({ MAIL_FROM })).toThrow(fault);
  });
});
