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
  it('has the same content in HTML and in plain text', () => {
    const { html, text } = composeMail(content);
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

  it('has the same markup whatever its texts are', () => {
    const texts: string[] = [];
    // Every text that is not empty becomes one that would be markup.
    const hostile = JSON.parse(
      JSON.stringify(content, (name, value: unknown) => {
        if (typeof value !== 'string' || value === '' || name === 'kind') return value;
        texts.push(value);
        return `${value}"'><script>&amp;</td>`;
      }),
    ) as MailContent;
    const escaped = '&quot;&#x27;&gt;&lt;script&gt;&amp;amp;&lt;/td&gt;';
    const { html } = composeMail(hostile);
    expect(html.split(escaped)).toHaveLength(texts.length + 1);
    // The padding after the preview is as much shorter as the preview is longer.
    const blank = /<div>[\u00a0\u200b-\u200f\ufeff]+<\/div>/;
    expect(html.replaceAll(escaped, '').replace(blank, '')).toBe(
      composeMail(content).html.replace(blank, ''),
    );
  });

  it('fills the preview up, so that programs do not go on with the text', () => {
    const shown = (preview: string) =>
      /max-width:0">(.*?)<div>(.*?)<\/div><\/div>/.exec(composeMail({ ...content, preview }).html)?.slice(1);
    const [text = '', blank = ''] = shown('Kurz gesagt') ?? [];
    expect(text).toBe('Kurz gesagt');
    expect(blank).toHaveLength(7 * (150 - text.length));
    expect(shown('x'.repeat(200))).toEqual(['x'.repeat(150), '']);
  });

  it('loads no remote content and supports dark mode', () => {
    const { html } = composeMail(content);
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
