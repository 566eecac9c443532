import { describe, expect, it } from '@jest/globals';
import { brandOf, linkTo } from '../delivery.ts';
import { toLocale } from '../locale.ts';
import { composeMail } from './compose.ts';
import type { MailContent } from './content.ts';

const content: MailContent = {
  locale: 'de',
  subject: 'Ihre Bestellung',
  preview: 'Kurz gesagt',
  heading: 'Danke für Ihre Bestellung',
  brand: { name: 'Tradepost', url: 'https://shop.example' },
  blocks: [
    { kind: 'text', text: 'Guten Tag <script>alert(1)</script>' },
    { kind: 'button', label: 'Ansehen', href: 'https://shop.example/orders/1?token=a&b=c' },
    { kind: 'items', items: [{ title: 'Tasse "Moos"', note: '2 × 12,50 £', amount: '25,00 £' }] },
    {
      kind: 'sums',
      rows: [
        { label: 'Versand', amount: '3,50 £' },
        { label: 'Gesamt', amount: '28,50 £' },
      ],
    },
    { kind: 'facts', facts: [{ label: 'Anschrift', lines: ['Ada Lovelace', 'London'] }] },
  ],
  footer: ['Warum Sie das bekommen.'],
};

describe('a composed mail', () => {
  it('has the same content in HTML and in plain text', async () => {
    const { html, text } = await composeMail(content);
    for (const part of [
      'Danke für Ihre Bestellung',
      'Ansehen',
      '28,50 £',
      'Ada Lovelace',
      'Warum Sie das bekommen.',
    ]) {
      expect(html).toContain(part);
      expect(text).toContain(part);
    }
    expect(text).toContain('https://shop.example/orders/1?token=a&b=c');
    expect(text).toContain('Versand   3,50 £\nGesamt   28,50 £');
    expect(html).toContain('lang="de"');
  });

  it('escapes user input', async () => {
    const { html } = await composeMail(content);
    expect(html).not.toContain('<script>');
    expect(html).toContain('&lt;script&gt;');
  });

  it('loads no remote content and supports dark mode', async () => {
    const { html } = await composeMail(content);
    expect(html).not.toMatch(/<img|<link |@import|url\(/);
    expect(html).toContain('prefers-color-scheme: dark');
  });
});

describe('a language', () => {
  it.each([
    ['de-AT', 'de'],
    ['EN-gb', 'en'],
    ['fr', 'en'],
    ['', 'en'],
  ])('%s is written to in %s', (tag, locale) => expect(toLocale(tag)).toBe(locale));
});

describe('the shop in its mails', () => {
  it('has the name of the sender', () => {
    const PUBLIC_URL = 'https://shop.example';
    expect(brandOf({ MAIL_FROM: 'Tradepost <a@b.example>', PUBLIC_URL }).name).toBe('Tradepost');
    expect(brandOf({ MAIL_FROM: '"Post, Trade" <a@b.example>', PUBLIC_URL }).name).toBe('Post, Trade');
    expect(brandOf({ MAIL_FROM: 'a@b.example', PUBLIC_URL }).name).toBe('shop.example');
  });

  it('is linked to with an escaped query', () =>
    expect(linkTo('https://shop.example/', '/orders/1', { token: 'a+b/=' })).toBe(
      'https://shop.example/orders/1?token=a%2Bb%2F%3D',
    ));
});
