import { describe, expect, it } from 'vitest';
import { plainText, shortened } from './plain-text.ts';

describe('the words of a piece of HTML', () => {
  it.each([
    ['<p>One &amp; two.</p><ul><li><strong>A</strong>: b</li><li>c</li></ul>', 'One & two.\nA: b\nc'],
    ['plain', 'plain'],
    ['<script>alert(1)</script>x', 'alert(1)x'],
    ['', ''],
  ])('of %j are %j', (html, text) => expect(plainText(html)).toBe(text));
});

describe('a shortened text', () => {
  it('ends between words', () => expect(shortened('a lamp of brass and oak', 12)).toBe('a lamp of…'));
  it('stays when it fits', () => expect(shortened('a lamp\nof brass', 40)).toBe('a lamp of brass'));
  it('is cut when it is one long word', () =>
    expect(shortened('x'.repeat(30), 10)).toBe(`${'x'.repeat(10)}…`));
});
