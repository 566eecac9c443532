import fc from 'fast-check';
import { describe, expect, it } from '@jest/globals';
import { AllowListHtml, textOf } from './safe-html.ts';

const safe = (html: string): string => new AllowListHtml().of(html);

describe('a description', () => {
  it.each([
    '<p>Holds <strong>tea</strong> &amp; <em>coffee</em>.<br />Two sizes:</p><ul><li>small</li><li>large</li></ul>',
    '<h2>Care</h2><p>Wash at 30 °C, 1 &lt; 2</p><table><tbody><tr><td colspan="2">S</td></tr></tbody></table>',
    '<a href="https://maker.example/care?a=1&amp;b=2" rel="nofollow noopener">Care</a>',
    'Plain words',
    '',
  ])('that is harmless stays as it is: %s', (html) => expect(safe(html)).toBe(html));

  it.each([
    ['<h1>Mug</h1>', '<h2>Mug</h2>'],
    ['<p style="position:fixed" class="x" id="main" onclick="x()">Mug</p>', '<p>Mug</p>'],
    ['<p align=center><font color=red>Mug</font></p>', '<p>Mug</p>'],
    [
      '<a href="http://maker.example" target=_blank rel=opener onclick=x()>Maker</a>',
      aLink('http://maker.example'),
    ],
    ['<a href="/account">Your account</a>', 'Your account'],
    ['<a href="//evil.example">Maker</a>', 'Maker'],
    ['<a name="here">Maker</a>', 'Maker'],
    ['<td colspan="2" rowspan="9999" style="x">S</td>', '<td colspan="2">S</td>'],
    ['<img src="https://maker.example/pixel.gif">Mug', 'Mug'],
  ])('keeps its words and its formatting, not its looks: %s', (html, wanted) =>
    expect(safe(html)).toBe(wanted),
  );
});

/** What attackers try, and what must be left of it. */
const ATTACKS: [string, string][] = [
  ['Mug<script>alert(1)</script>', 'Mug'],
  ['Mug<SCRIPT SRC=//evil.example/x.js></SCRIPT>', 'Mug'],
  ['Mug<script\t>alert(1)</script\n>', 'Mug'],
  ['<scr<script>ipt>alert(1)</script>Mug', 'ipt&gt;alert(1)Mug'],
  ['<img src=x onerror=alert(1)>Mug', 'Mug'],
  ['<img/src="x"/onerror=alert(1)//>Mug', 'Mug'],
  ['<p onmouseover="alert(1)">Mug</p>', '<p>Mug</p>'],
  ['<body onload=alert(1)>Mug</body>', 'Mug'],
  ['<a href="javascript:alert(1)">Mug</a>', 'Mug'],
  ['<a href="jAvAsCrIpT&colon;alert(1)">Mug</a>', 'Mug'],
  ['<a href=" \u0001java\nscript:alert(1)">Mug</a>', 'Mug'],
  ['<a href="&#106;&#97;vascript:alert(1)">Mug</a>', 'Mug'],
  ['<a href="data:text/html,<script>alert(1)</script>">Mug</a>', 'Mug'],
  ['<a href="vbscript:msgbox(1)">Mug</a>', 'Mug'],
  [
    '<a href="https://evil.example" style="position:fixed;inset:0">Mug</a>',
    aLink('https://evil.example', 'Mug'),
  ],
  ['<svg onload=alert(1)><script>alert(1)</script><text>x</text></svg>Mug', 'Mug'],
  ['<svg><style><img src=x onerror=alert(1)></style></svg>Mug', 'Mug'],
  ['<math><mtext></p><img src=x onerror=alert(1)></mtext></math>Mug', 'Mug'],
  ['<style>@import "https://evil.example"; body{display:none}</style>Mug', 'Mug'],
  ['<link rel=stylesheet href=//evil.example><base href=//evil.example>Mug', 'Mug'],
  ['<meta http-equiv=refresh content="0;url=//evil.example">Mug', 'Mug'],
  ['<iframe srcdoc="<script>alert(1)</script>">x</iframe>Mug', 'Mug'],
  ['<object data="data:text/html,x"><embed src=x></object>Mug', 'Mug'],
  ['<form action=//evil.example><input name=password><button>Sign in</button></form>Mug', 'Sign inMug'],
  ['<video><source onerror=alert(1)></video>Mug', 'Mug'],
  ['<noscript><p title="</noscript><img src=x onerror=alert(1)>">Mug', ''],
  ['<!--<img src="--><img src=x onerror=alert(1)//">Mug', 'Mug'],
  ['<![CDATA[<script>alert(1)</script>]]>Mug', 'Mug'],
  ['<?xml version="1.0"?><p>Mug', '<p>Mug</p>'],
  ['<p><b>Mug<i></p></b> and <li>cup', '<p><b>Mug<i></i></b></p> and <li>cup</li>'],
  ['</div></main></body><p>Mug', '<p>Mug</p>'],
  ['Mug<p', 'Mugp'],
  ['1 < 2 > 0 & "so"', '1 &lt; 2 &gt; 0 &amp; "so"'],
  ['&lt;script&gt;alert(1)&lt;/script&gt;', '&lt;script&gt;alert(1)&lt;/script&gt;'],
];

describe('a hostile description', () => {
  it.each(ATTACKS)('%s', (html, left) => expect(safe(html)).toBe(left));

  const pieces = fc.constantFrom(
    ...ATTACKS.map(([html]) => html),
    ...['<', '>', '"', "'", '/', '=', '&', ';', '&#60;', '&lt;', '<!--', '-->', '<a href=', 'javascript:'],
    ...['<p>', '</p>', '<div ', '</', 'on', 'onerror=', '\0', '\n', '<script', '</script', '<svg>', '<b>'],
  );
  const texts = fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join(''));
  const TAG =
    /<(?:\/?(?:p|br|hr|div|blockquote|pre|code|h[2-6]|ul|ol|li|dl|dt|dd|strong|b|em|i|u|s|small|sub|sup|table|caption|thead|tbody|tfoot|tr|th|td|a)(?: (?:colspan|rowspan)="\d\d?")*(?: \/)?|a href="https?:\/\/[^"<>]*" rel="nofollow noopener")>/g;

  it('leaves no tag but those of the list, however it is put together', () =>
    fc.assert(
      fc.property(texts, (html) => {
        expect(safe(html).replaceAll(TAG, '')).not.toMatch(/[<>]/);
      }),
      { numRuns: 2_000 },
    ));

  it('is no work for long, however deep', () => {
    const deep = '<div>'.repeat(10_000);
    const started = performance.now();
    expect(safe(`${deep}Mug`)).toBe(`${'<div>'.repeat(50)}Mug${'</div>'.repeat(50)}`);
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

describe('the words of a description', () => {
  it.each([
    ['<p>Holds <b>t</b>ea.</p><ul><li>small</li><li>large</li></ul>', 'Holds tea. small large'],
    ['&lt;b&gt; &amp;amp; "so"', '<b> &amp; "so"'],
    ['<h2>Care</h2>Wash<br />cold', 'Care Wash cold'],
    ['', ''],
  ])('%s', (html, words) => expect(textOf(html)).toBe(words));
});

function aLink(href: string, text = 'Maker'): string {
  return `<a href="${href}" rel="nofollow noopener">${text}</a>`;
}
